using System.Globalization;
using System.Text.Json;
using AIOps.Contracts.Events;
using AIOps.Contracts.Telemetry;

namespace AIOps.Server.Offline;

/// <summary>Change events of a case: deploys and flags of a service. A commit without a deploy took effect nowhere and is no change.</summary>
internal static class ChangeTable
{
    private const int MaxChanges = 10_000;

    public static IReadOnlyList<ChangeEvent> Read(string folder)
    {
        var path = Path.Combine(folder, "changes.json");
        if (!File.Exists(path))
        {
            return [];
        }

        using var document = JsonDocument.Parse(File.ReadAllText(path));
        var changes = new List<ChangeEvent>();
        foreach (var (list, kind, id, summary) in new[] { ("deploys", "deploy", "commit_sha", "version"), ("flags", "flag", "flag", "change"), ("changes", "change", "id", "summary") })
        {
            if (!document.RootElement.TryGetProperty(list, out var entries) || entries.ValueKind != JsonValueKind.Array)
            {
                continue;
            }

            foreach (var entry in entries.EnumerateArray().Take(MaxChanges))
            {
                if (Text(entry, "service") is { Length: > 0 } service && Text(entry, id) is { Length: > 0 } name
                    && DateTimeOffset.TryParse(Text(entry, "timestamp") ?? Text(entry, "at"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
                {
                    changes.Add(new ChangeEvent { Id = name, Entity = new EntityId(RcaCase.Workload(service)), Kind = Text(entry, "kind") ?? kind, At = at, ReceivedAt = at, Summary = Text(entry, summary) ?? "" });
                }
            }
        }

        return changes;
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
