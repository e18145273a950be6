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

        if (Uri.TryCreate(configuration["Bus:Address"], UriKind.Absolute, out var bus))
        {
            endpoints.AddRange(Both(bus.Host, bus.IsDefaultPort || bus.Port < 0 ? "5672" : $"{bus.Port}"));
        }

        if (configuration["Storage:PostgreSql"] is { Length: > 0 } store)
        {
            endpoints.AddRange(StoreAddresses(store));
        }

        var groups = Kernel("cgroup");
        return new SelfIdentity
        {
            Workloads = ["service:aiops", $"host:{Environment.MachineName}", $"host:{Environment.MachineName.ToLowerInvariant()}"],
            Endpoints = endpoints,
            Folders = [Path.GetFullPath(data)],
            Pids = [Environment.ProcessId],
            Units = Supervision.Units(groups),
            Containers = Supervision.Containers(groups, Kernel("mountinfo")),
            Allowed = [.. options.AllowOwn],
        };
    }

    // What the kernel does not tell of us, we are not.
    private static string Kernel(string name)
    {
        try
        {
            return File.ReadAllText($"/proc/self/{name}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string[] Both(string host, string port) =>
        host is "localhost" or "127.0.0.1" ? [$"localhost:{port}", $"127.0.0.1:{port}"] : [$"{host}:{port}"];

    // The connection string may name several hosts, each with its port.
    private static IEnumerable<string> StoreAddresses(string connection)
    {
        try
        {
            var parts = new System.Data.Common.DbConnectionStringBuilder { ConnectionString = connection };
            var port = parts.TryGetValue("Port", out var given) ? $"{given}" : "5432";
            var hosts = parts.TryGetValue("Host", out var host) || parts.TryGetValue("Server", out host) ? $"{host}" : "localhost";
            return hosts.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .SelectMany(one => one.Split(':') is [var name, var own] ? Both(name, own) : Both(one, port));
        }
        catch (ArgumentException)
        {
            // The store itself tells what is wrong with it.
            return [];
        }
    }
}
