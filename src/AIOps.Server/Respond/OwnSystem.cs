using AIOps.Remediation;
using AIOps.Remediation.Safeguards;
using AIOps.Server.Configuration;

namespace AIOps.Server.Respond;

/// <summary>What this service is made of, so that no runbook acts on it.</summary>
internal static class OwnSystem
{
    public static SelfIdentity Identify(IConfiguration configuration, string? dataFolder, RemediationOptions options)
    {
        var data = dataFolder ?? DataFolder.Default();
        var endpoints = new List<string> { $"{configuration["Server:Address"] ?? "127.0.0.1"}:{configuration["Server:Port"] ?? "7070"}" };
        if (configuration["Server:Address"] is null or "127.0.0.1")
        {
            endpoints.Add($"localhost:{configuration["Server:Port"] ?? "7070"}");
        }

        if (configuration["Bus:Host"] is { Length: > 0 } bus)
        {
            endpoints.Add($"{bus}:{configuration["Bus:Port"] ?? "5672"}");
        }

        return new SelfIdentity
        {
            Workloads = ["service:aiops", $"host:{Environment.MachineName}", $"host:{Environment.MachineName.ToLowerInvariant()}"],
            Endpoints = endpoints,
            Folders = [Path.GetFullPath(data)],
            Pids = [Environment.ProcessId],
            Allowed = [.. options.AllowOwn],
        };
    }
}
