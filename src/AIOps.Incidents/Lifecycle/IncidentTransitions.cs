using AIOps.Contracts.Incidents;

namespace AIOps.Incidents.Lifecycle;

/// <summary>The incident lifecycle as a table: from a state by an event to a state, or null when the event does not apply.</summary>
public static class IncidentTransitions
{
    /// <summary>States in which an incident is shown and worked on.</summary>
    public static bool IsOpen(IncidentState state) =>
        state is IncidentState.Candidate or IncidentState.Open or IncidentState.Acknowledged or IncidentState.Mitigating or IncidentState.Monitoring;

    /// <summary>States that nothing leaves.</summary>
    public static bool IsFinal(IncidentState state) => state is IncidentState.Closed or IncidentState.Merged or IncidentState.Cancelled;

    /// <summary>The state that follows, or null when the event does not apply. The end of a suppression returns to the state before and is no event of this table.</summary>
    public static IncidentState? Next(IncidentState state, IncidentEvent occurred) => (state, occurred) switch
    {
        (IncidentState.Candidate, IncidentEvent.Confirmed) => IncidentState.Open,
        (IncidentState.Candidate, IncidentEvent.Cancelled) => IncidentState.Cancelled,

        (IncidentState.Open, IncidentEvent.Acknowledged) => IncidentState.Acknowledged,
        (IncidentState.Open or IncidentState.Acknowledged, IncidentEvent.MitigationStarted) => IncidentState.Mitigating,
        (IncidentState.Open or IncidentState.Acknowledged, IncidentEvent.SignalsCleared) => IncidentState.Monitoring,

        (IncidentState.Mitigating, IncidentEvent.MitigationDone) => IncidentState.Monitoring,
        (IncidentState.Mitigating, IncidentEvent.MitigationFailed) => IncidentState.Open,

        (IncidentState.Monitoring, IncidentEvent.Resolved) => IncidentState.Resolved,
        (IncidentState.Monitoring, IncidentEvent.VerificationFailed) => IncidentState.Open,

        (IncidentState.Resolved, IncidentEvent.Closed) => IncidentState.Closed,
        (IncidentState.Resolved, IncidentEvent.Reopened) => IncidentState.Open,

        (_, IncidentEvent.Suppressed) when IsOpen(state) => IncidentState.Suppressed,
        (_, IncidentEvent.Merged or IncidentEvent.Cancelled) when IsOpen(state) || state == IncidentState.Suppressed =>
            occurred == IncidentEvent.Merged ? IncidentState.Merged : IncidentState.Cancelled,
        _ => null,
    };
}
