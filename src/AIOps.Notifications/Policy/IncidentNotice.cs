using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;

namespace AIOps.Notifications.Policy;

/// <summary>What a message says of an incident: small, bounded, and free of anything that telemetry could have smuggled in beyond text.</summary>
public sealed record IncidentNotice
{
    private const int MostEvidence = 5;
    private const int MostText = 500;

    /// <summary>State at the time.</summary>
    public required IncidentState State { get; init; }

    /// <summary>Culprit and symptom.</summary>
    public required string Title { get; init; }

    /// <summary>Severity.</summary>
    public required Severity Severity { get; init; }

    /// <summary>Priority.</summary>
    public required Priority Priority { get; init; }

    /// <summary>The service it is counted under.</summary>
    public required string Service { get; init; }

    /// <summary>The named culprit, or null while undetermined.</summary>
    public string? Culprit { get; init; }

    /// <summary>Probability that the culprit is right, 0 to 1.</summary>
    public double? Confidence { get; init; }

    /// <summary>Sentences that support the culprit; at most 5.</summary>
    public IReadOnlyList<string> Evidence { get; init; } = [];

    /// <summary>Number of linked signals.</summary>
    public int Signals { get; init; }

    /// <summary>Runs that acted or wait.</summary>
    public IReadOnlyList<string> Runs { get; init; } = [];

    /// <summary>The last line of its history.</summary>
    public string Latest { get; init; } = "";

    /// <summary>When the impact began.</summary>
    public DateTimeOffset? ImpactStartedAt { get; init; }

    /// <summary>When it was detected.</summary>
    public DateTimeOffset? DetectedAt { get; init; }

    /// <summary>When the service was back.</summary>
    public DateTimeOffset? MitigatedAt { get; init; }

    /// <summary>Who restored it.</summary>
    public IncidentMode Mode { get; init; }

    /// <summary>Takes from an incident what a message needs.</summary>
    /// <param name="incident">The incident.</param>
    public static IncidentNotice Of(Incident incident)
    {
        ArgumentNullException.ThrowIfNull(incident);
        var culprit = incident.RootCause?.Culprit;
        return new IncidentNotice
        {
            State = incident.State,
            Title = Cut(incident.Title),
            Severity = incident.Severity,
            Priority = incident.Priority,
            Service = incident.Service,
            Culprit = culprit,
            Confidence = culprit is null ? null : incident.RootCause!.Confidence,
            Evidence = culprit is null ? [] : [.. incident.RootCause!.Suspects[0].For.Take(MostEvidence).Select(term => Cut(term.Text))],
            Signals = incident.Signals.Count + incident.SignalsOmitted,
            Runs = [.. incident.RunIds.TakeLast(MostEvidence)],
            Latest = incident.Timeline.Count == 0 ? "" : Cut(incident.Timeline[^1].Text),
            ImpactStartedAt = incident.Anchors.ImpactStarted?.At,
            DetectedAt = incident.Anchors.Detected?.At,
            MitigatedAt = incident.Anchors.Mitigated?.At,
            Mode = incident.Mode,
        };
    }

    internal static string Cut(string text) => text.Length <= MostText ? text : string.Concat(text.AsSpan(0, MostText - 1), "…");
}
