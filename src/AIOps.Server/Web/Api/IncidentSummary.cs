using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;

namespace AIOps.Server.Web.Api;

/// <summary>An incident as a row of a list.</summary>
internal sealed record IncidentSummary
{
    public required string Id { get; init; }

    public required long Version { get; init; }

    public required IncidentState State { get; init; }

    public required string Title { get; init; }

    public required Severity Severity { get; init; }

    public required Priority Priority { get; init; }

    public required string Service { get; init; }

    public required bool Predicted { get; init; }

    public string? Culprit { get; init; }

    public double? Confidence { get; init; }

    public required IncidentMode Mode { get; init; }

    public string? Owner { get; init; }

    public required int Signals { get; init; }

    public required IReadOnlyList<string> RunIds { get; init; }

    public required IncidentAnchors Anchors { get; init; }

    public required PageDecision Page { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public static IncidentSummary Of(Incident incident) => new()
    {
        Id = incident.Id,
        Version = incident.Version,
        State = incident.State,
        Title = incident.Title,
        Severity = incident.Severity,
        Priority = incident.Priority,
        Service = incident.Service,
        Predicted = incident.Predicted,
        Culprit = incident.RootCause?.Culprit,
        Confidence = incident.RootCause?.Confidence,
        Mode = incident.Mode,
        Owner = incident.Owner,
        Signals = incident.Signals.Count + incident.SignalsOmitted,
        RunIds = incident.RunIds,
        Anchors = incident.Anchors,
        Page = incident.Page,
        UpdatedAt = incident.UpdatedAt,
    };
}
