using AIOps.Contracts.Events;
using AIOps.Contracts.Telemetry;
using AIOps.Incidents.RootCause;
using AIOps.Incidents.Topology;

namespace AIOps.Incidents.Correlation;

/// <summary>When the signals of an incident are back.</summary>
internal sealed class SignalRecovery(CorrelatorOptions options, TopologyGraph topology, IncidentJudge judge)
{
    private const int FlapFactor = 8;

    /// <summary>How long a signal must stay cleared before it counts as back; a flapping one longer.</summary>
    public TimeSpan KeepFor(SignalState state) => state.Returns >= options.FlapCount ? FlapFactor * options.KeepFiring : options.KeepFiring;

    /// <summary>
    /// Since when every linked signal is back; null while one is not. What mildly stirs in the wake of a verified repair does not count, nor does the memory of those
    /// who were harmed by somebody else.
    /// </summary>
    public DateTimeOffset? StableSince(OpenIncident incident, DateTimeOffset now)
    {
        if (incident.Signals.Count == 0 || incident.HasFiringOmitted)
        {
            return null;
        }

        var since = DateTimeOffset.MinValue;
        foreach (var signal in incident.Signals)
        {
            if (IsWakeOfTheRepair(incident.Work, signal.Anomaly) || IsHeapOfVictim(incident, signal.Anomaly))
            {
                continue;
            }

            var state = incident.StateOf(signal.Anomaly.Id);
            if (signal.Anomaly.State == AnomalyState.Open || state.ClearedAt is not { } cleared || now - cleared < KeepFor(state))
            {
                return null;
            }

            if (signal.Anomaly.State == AnomalyState.Gone && !IsReplaced(incident, signal.Anomaly, cleared, now) && now - cleared < options.GoneAfter)
            {
                return null;
            }

            since = cleared > since ? cleared : since;
        }

        return since > DateTimeOffset.MinValue ? since : incident.Work.DoneAt;
    }

    // A restarted process and those that wait for it again use their memory and threads differently for a while: mild, of the runtime's own or begun after the action, and no symptom of what was repaired.
    private static bool IsWakeOfTheRepair(IncidentWork work, Anomaly anomaly) =>
        work is { Verified: true, DoneAt: { } done } && !anomaly.StateFault && anomaly.Severity < Severity.Error
        && ((anomaly.OnsetAt > done && anomaly.DetectedAt > done) || RuntimeMetrics.Has(anomaly.Signal));

    // The heap of who had to wait keeps the shape of that time until it is collected, minutes later. It is looked at where it may be the cause itself (a leak), and where somebody acts.
    private bool IsHeapOfVictim(OpenIncident incident, Anomaly anomaly) =>
        !incident.Work.Acted && anomaly is { StateFault: false, Severity: < Severity.Error }
        && RuntimeMetrics.Has(anomaly.Signal) && SignalClassifier.Of(anomaly.Signal) == SignalClass.Memory
        && incident.Record.RootCause?.Culprit is { } culprit && topology.Canonical(EntityId.Parse(culprit).Workload) != topology.Canonical(anomaly.Entity.Workload);

    // What vanished is gone, never clear: it stops counting only when a peer took its place.
    private bool IsReplaced(OpenIncident incident, Anomaly anomaly, DateTimeOffset gone, DateTimeOffset now) =>
        anomaly.Entity.Member is not null && judge.HasServingPeer(incident, anomaly.Entity, now)
        && topology.Members(anomaly.Entity.Workload).Any(member => member.Key != anomaly.Entity.Member && member.Value >= gone.ToUnixTimeMilliseconds());
}
