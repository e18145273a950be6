using System.Globalization;
using AIOps.Contracts.Configuration;

namespace AIOps.Server.Web;

/// <summary>Settings of API and console, section <c>Web</c>.</summary>
internal sealed class WebOptions : ICheckedOptions
{
    public const string Section = "Web";

    /// <summary><c>token</c>, or <c>none</c>, which a loopback address alone may have.</summary>
    public string Authentication { get; set; } = "token";

    /// <summary>When true, reading from loopback needs no token.</summary>
    public bool ReadFromLoopback { get; set; } = true;

    /// <summary>Further names that a Host header may carry; IP literals, localhost and this machine's name always may.</summary>
    public IList<string> Hosts { get; set; } = [];

    /// <summary>Longest wait for the correlator to apply a command before the answer is 202.</summary>
    public TimeSpan CommandWait { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Live streams open at the same time.</summary>
    public int MaxStreams { get; set; } = 64;

    /// <summary>Calls of the API and console per second, over all callers.</summary>
    public int CallsPerSecond { get; set; } = 300;

    /// <summary>Lifetime of a console login.</summary>
    public TimeSpan SessionTerm { get; set; } = TimeSpan.FromHours(12);

    public bool NeedsToken => !string.Equals(Authentication, "none", StringComparison.OrdinalIgnoreCase);

    public IEnumerable<ConfigurationMistake> Check(string section)
    {
        var known = string.Equals(Authentication, "token", StringComparison.OrdinalIgnoreCase) || !NeedsToken;
        if (!known)
        {
            yield return new ConfigurationMistake($"{section}:Authentication", Authentication, "no such way to authenticate", "set it to token, or to none on a loopback address");
        }

        foreach (var host in Hosts.Where(host => Uri.CheckHostName(host) == UriHostNameType.Unknown))
        {
            yield return new ConfigurationMistake($"{section}:Hosts", host, "not a host name", "write the name alone, without scheme and port");
        }

        if (CommandWait < TimeSpan.Zero || CommandWait > TimeSpan.FromSeconds(30))
        {
            yield return new ConfigurationMistake($"{section}:CommandWait", CommandWait.ToString(), "outside 0 to 30 seconds", "write it like 00:00:03");
        }

        if (MaxStreams is < 1 or > 10_000)
        {
            yield return new ConfigurationMistake($"{section}:MaxStreams", MaxStreams.ToString(CultureInfo.InvariantCulture), "outside 1 to 10000", "leave it at 64 unless more people watch");
        }

        if (CallsPerSecond is < 1 or > 100_000)
        {
            yield return new ConfigurationMistake($"{section}:CallsPerSecond", CallsPerSecond.ToString(CultureInfo.InvariantCulture), "outside 1 to 100000", "leave it at 300");
        }

        if (SessionTerm < TimeSpan.FromMinutes(1) || SessionTerm > TimeSpan.FromDays(30))
        {
            yield return new ConfigurationMistake($"{section}:SessionTerm", SessionTerm.ToString(), "outside one minute to 30 days", "write it like 12:00:00");
        }
    }
}
