using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Telemetry;

namespace AIOps.Remediation.Recovery;

/// <summary>Reads from stored incidents how long faults lasted while they were left alone. Pure.</summary>
internal static class FaultHistory
{
    /// <summary>
    /// The sort of fault that a workload has in an incident: the kind of its first state fault (<c>down</c>, <c>hung</c>, <c>full</c>, <c>expired</c>),
    /// else the first signal's kind, name and direction; null when it has no signal there.
    /// </summary>
    public static string? FaultOf(Incident incident, string workload)
    {
        var signals = incident.Signals.Select(signal => signal.Anomaly).Where(anomaly => anomaly.Entity.Workload == workload).OrderBy(anomaly => anomaly.OnsetAt).ThenBy(anomaly => anomaly.Id, StringComparer.Ordinal).ToList();
        return (signals.Find(anomaly => anomaly.FaultKind.Length > 0), signals.FirstOrDefault()) switch
        {
            ({ } state, _) => state.FaultKind,
            (_, { } first) => $"{first.Kind.ToString().ToLowerInvariant()} {first.Signal} {first.Direction.ToString().ToLowerInvariant()}",
            _ => null,
        };
    }

    /// <summary>The episode that an incident tells of.</summary>
    /// <param name="incident">The incident as it is stored.</param>
    /// <param name="now">The present, which censors what is still there.</param>
    /// <returns>Null when it tells nothing of natural recovery: it was forecast only, cancelled, merged, suppressed, or its recovery did not last.</returns>
    public static FaultEpisode? EpisodeOf(Incident incident, DateTimeOffset now)
    {
        var workload = EntityId.Parse(incident.RootCause is { Culprit.Length: > 0 } cause ? cause.Culprit : incident.AnchorEntity).Workload;
        if (incident.Anchors is not { Detected.At: var began, Reopened.Count: 0 }
            || incident.Predicted
            || incident.State is IncidentState.Candidate or IncidentState.Cancelled or IncidentState.Merged or IncidentState.Suppressed
            || FaultOf(incident, workload) is not { } fault)
        {
            return null;
        }

        var acted = FirstAction(incident);
        var ended = incident.State is IncidentState.Resolved or IncidentState.Closed ? incident.Anchors.Mitigated?.At : null;
        var recovered = ended is { } end && !(acted <= end);

        // While it is only watched whether the signals stay back, it is known to have lasted until they came back.
        var seen = recovered ? ended!.Value : Earliest(acted, ended, incident.StableSince, now);
        return new FaultEpisode(workload, fault, seen > began ? seen - began : TimeSpan.Zero, recovered);
    }

    // A runbook that took its lease, or a person's word on the state: from then on it was not left alone.
    private static DateTimeOffset? FirstAction(Incident incident)
    {
        var human = incident.Timeline.Where(entry => entry.Kind == "state" && entry.Actor != "aiops" && !entry.Actor.StartsWith("runbook:", StringComparison.Ordinal)).Select(entry => (DateTimeOffset?)entry.At).Min();
        return new[] { human, incident.Anchors.AutoEngaged?.At, incident.Anchors.Acknowledged?.At, incident.Anchors.Resolved is { Source: AnchorSource.Human } said ? said.At : null }.Min();
    }

    private static DateTimeOffset Earliest(DateTimeOffset? acted, DateTimeOffset? ended, DateTimeOffset? stable, DateTimeOffset now) =>
        new[] { acted, ended, stable, now }.Min()!.Value;
}
