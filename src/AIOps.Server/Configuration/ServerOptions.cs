using System.Net;
using AIOps.Contracts.Configuration;

namespace AIOps.Server.Configuration;

/// <summary>Section <c>Server</c>: what concerns the whole process.</summary>
internal sealed class ServerOptions : ICheckedOptions
{
    private static readonly string[] AllRoles = ["collect", "detect", "respond", "web"];

    /// <summary>Data folder; empty means <c>AIOPS_DATA</c>, else <c>~/.local/share/aiops</c>.</summary>
    public string Data { get; set; } = "";

    /// <summary>Address of the API, the console and /metrics.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>Port of the API, the console and /metrics; 0 takes a free one.</summary>
    public int Port { get; set; } = 7070;

    /// <summary>Roles of this process, separated by commas: <c>collect</c>, <c>detect</c>, <c>respond</c>, <c>web</c>.</summary>
    public string Roles { get; set; } = string.Join(',', AllRoles);

    /// <summary>Service catalogue as YAML; empty means <c>catalogue.yaml</c> in the data folder when it is there.</summary>
    public string Catalogue { get; set; } = "";

    /// <summary>OTLP endpoint that our own traces go to, or empty for none.</summary>
    public string TraceEndpoint { get; set; } = "";

    public IReadOnlySet<string> RoleSet => Roles.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToHashSet(StringComparer.OrdinalIgnoreCase);

    public IEnumerable<ConfigurationMistake> Check(string section)
    {
        if (!IPAddress.TryParse(Address, out _))
        {
            yield return new($"{section}:Address", Address, "is no IP address", "write 127.0.0.1, or another address together with authentication");
        }

        if (Port is < 0 or > 65535)
        {
            yield return new($"{section}:Port", $"{Port}", "is no port", "write 0 to 65535");
        }

        if (RoleSet.Count == 0 || RoleSet.Except(AllRoles, StringComparer.OrdinalIgnoreCase).Any())
        {
            yield return new($"{section}:Roles", Roles, "names a role that does not exist", $"write some of {string.Join(", ", AllRoles)}");
        }

        if (TraceEndpoint.Length > 0 && !Uri.TryCreate(TraceEndpoint, UriKind.Absolute, out _))
        {
            yield return new($"{section}:TraceEndpoint", TraceEndpoint, "is no URL", "write http://host:4317");
        }
    }
}
