using System.Text.Json;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Runs;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;

namespace AIOps.Server.Web.Api;

/// <summary>Reads records out of documents; the document's version is the truth, not the body's.</summary>
internal static class Stored
{
    /// <summary>States in which an incident still wants somebody's eye.</summary>
    public static IReadOnlyList<IncidentState> ActiveIncident { get; } = [IncidentState.Open, IncidentState.Acknowledged, IncidentState.Mitigating, IncidentState.Monitoring];

    public static IReadOnlyList<RunState> ActiveRun { get; } = [RunState.Planned, RunState.AwaitingApproval, RunState.Queued, RunState.Running, RunState.Verifying];

    public static Incident Incident(Document document) => AIOpsJson.Read<Incident>(document.Body) with { Version = document.Version };

    public static Run Run(Document document) => AIOpsJson.Read<Run>(document.Body) with { Version = document.Version };

    public static async Task<Incident?> FindIncidentAsync(this IOperationalStore store, string id, CancellationToken cancellationToken) =>
        await store.FindAsync(DocumentKind.Incident, id, cancellationToken) is { } document ? Incident(document) : null;

    public static async Task<Run?> FindRunAsync(this IOperationalStore store, string id, CancellationToken cancellationToken) =>
        await store.FindAsync(DocumentKind.Run, id, cancellationToken) is { } document ? Run(document) : null;

    /// <summary>A body of a kind that other slices write; null when it is not of this shape.</summary>
    public static T? TryRead<T>(Document document)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(document.Body, AIOpsJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The names under which states are indexed: as in the enum and as in JSON.</summary>
    public static IReadOnlyList<string> Names<T>(IEnumerable<T> states)
        where T : struct, Enum =>
        [.. states.SelectMany(state => new[] { state.ToString(), JsonNamingPolicy.CamelCase.ConvertName(state.ToString()) }).Distinct(StringComparer.Ordinal)];

    /// <summary>Parses "open,acknowledged", or a group's name; the first word that is no state comes back as the mistake.</summary>
    public static IReadOnlyList<T>? ParseStates<T>(string? text, string group, IReadOnlyList<T> members, out string? mistake)
        where T : struct, Enum
    {
        mistake = null;
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var states = new List<T>();
        foreach (var word in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.Equals(group, StringComparison.OrdinalIgnoreCase))
            {
                states.AddRange(members);
            }
            else if (char.IsLetter(word[0]) && Enum.TryParse<T>(word, ignoreCase: true, out var state) && Enum.IsDefined(state))
            {
                states.Add(state);
            }
            else
            {
                mistake = word;
                return null;
            }
        }

        return states;
    }
}
