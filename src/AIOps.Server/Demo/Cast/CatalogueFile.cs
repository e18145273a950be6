using System.Text;
using AIOps.Server.Demo.Processes;

namespace AIOps.Server.Demo.Cast;

/// <summary>Writes a service set as the catalogue that the service is started with: what an owner would write by hand.</summary>
internal static class CatalogueFile
{
    public static void Write(string path, ServiceSet set, IReadOnlyDictionary<string, Daemon> daemons)
    {
        var text = new StringBuilder("services:\n");
        foreach (var service in set.Services)
        {
            text.Append($"  - workload: {service.Workload}\n    team: demo\n    tier: {service.Tier}\n    environment: demo\n");
            if (service.DependsOn.Count > 0)
            {
                text.Append($"    dependsOn: [{string.Join(", ", service.DependsOn.Select(Quote))}]\n");
            }

            text.Append("    members:\n");
            foreach (var daemon in service.Members.Select(member => daemons[member.Name]))
            {
                text.Append($"      - name: {daemon.Plan.Name}\n        attributes:\n");
                foreach (var (name, value) in Attributes(daemon))
                {
                    text.Append($"          {name}: {Quote(value)}\n");
                }
            }

            text.Append("    probes:\n");
            foreach (var daemon in service.Members.Select(member => daemons[member.Name]))
            {
                text.Append($"      - name: health\n        member: {daemon.Plan.Name}\n        kind: http\n        address: {Quote(daemon.Health.ToString())}\n");
                text.Append($"      - name: process\n        member: {daemon.Plan.Name}\n        kind: pidfile\n        address: {Quote(daemon.PidFile)}\n");
            }
        }

        File.WriteAllText(path, text.ToString());
    }

    private static IEnumerable<(string Name, string Value)> Attributes(Daemon daemon) =>
    [
        ("pidfile", daemon.PidFile),
        ("command", daemon.StartFile),
        ("workdir", daemon.WorkFolder),
        ("log", daemon.LogFile),
        ("config", daemon.ConfigFile),
        ("config_last_good", daemon.LastGoodConfigFile),
        ("recycle", "yes"),
        .. daemon.Plan.Role == "reports" ? [("interruptible", "yes")] : Array.Empty<(string, string)>(),
        ("prune", Volume.FolderBeside(daemon.ConfigFile)),
        .. daemon.Plan.Role == "worker" ? [("drain_url", new Uri(daemon.Plan.Address, "/drain").ToString())] : Array.Empty<(string, string)>(),
    ];

    /// <summary>JSON strings are YAML strings.</summary>
    private static string Quote(string text) => System.Text.Json.JsonSerializer.Serialize(text);
}
