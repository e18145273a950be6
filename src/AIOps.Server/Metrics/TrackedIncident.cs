using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;

namespace AIOps.Server.Metrics;

/// <summary>An incident as the time histograms remember it.</summary>
internal sealed record TrackedIncident(IncidentState State, Severity Severity, string Service, ReachedAnchors Reached, int Reopened, long UpdatedMs)
{
    public bool IsFinal => State is IncidentState.Closed or IncidentState.Merged or IncidentState.Cancelled;
}
