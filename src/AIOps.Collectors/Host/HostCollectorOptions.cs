using AIOps.Contracts.Configuration;

namespace AIOps.Collectors.Host;

/// <summary>Settings of the host collector.</summary>
public sealed class HostCollectorOptions : ICheckedOptions
{
    /// <summary>Whether the host is watched.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Time between two readings, 1 s to 10 min.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The host's name in its entity <c>host:NAME</c>; empty for the machine's own.</summary>
    public string Name { get; set; } = "";

    /// <summary>Where /proc is; another folder inside a container that sees the host's.</summary>
    public string ProcFolder { get; set; } = "/proc";

    /// <summary>How many commands are shown, by CPU and by memory, 0 to 50.</summary>
    public int TopProcesses { get; set; } = 5;

    /// <summary>The name to use.</summary>
    public string HostName => Name.Length > 0 ? Name : Environment.MachineName;

    /// <inheritdoc/>
    public IEnumerable<ConfigurationMistake> Check(string section)
    {
        if (Interval < TimeSpan.FromSeconds(1) || Interval > TimeSpan.FromMinutes(10))
        {
            yield return new ConfigurationMistake($"{section}:{nameof(Interval)}", Interval.ToString(), "outside 1 s to 10 min", "write a time such as 00:00:05");
        }

        if (TopProcesses is < 0 or > 50)
        {
            yield return new ConfigurationMistake($"{section}:{nameof(TopProcesses)}", TopProcesses.ToString(), "outside 0 to 50", "write 5");
        }

        if (Enabled && !Directory.Exists(ProcFolder))
        {
            yield return new ConfigurationMistake($"{section}:{nameof(ProcFolder)}", ProcFolder, "no such folder", "name the folder that holds the host's /proc, or set Enabled to false");
        }
    }
}
