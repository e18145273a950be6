using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Incidents.Grouping;
using AIOps.Incidents.Lifecycle;
using AIOps.Incidents.Topology;

namespace AIOps.Incidents.Correlation;

/// <summary>Finds the incident that a signal belongs to, or makes one.</summary>
internal sealed class SignalIntake(
    CorrelatorOptions options, TopologyGraph topology, IncidentIndex index, IncidentMatcher matcher, IncidentLifecycle lifecycle, IncidentRegrouping regrouping, CorrelatorMemory memory, Func<string> nextId)
{
    // Used anew for each signal.
    private readonly HashSet<OpenIncident> _near = [];

    public void Take(Anomaly anomaly, DateTimeOffset now)
    {
        memory.Counters.Signals++;
        anomaly = Bounded(anomaly, now);
        if (index.OfSignal(anomaly.Id) is { } known)
        {
            Update(known, anomaly, now);
            return;
        }

        if (anomaly.State != AnomalyState.Open)
        {
            memory.Undismiss(anomaly.Id);
            return;
        }

        if (memory.Dismissed(anomaly.Id) is { } before)
        {
            // Told to be noise once: only what grew since is worth another look.
            if (SignalWeight.Of(anomaly) < before + .1)
            {
                return;
            }
        }

        string? repeats = null;
        if (index.OfFingerprint(Fingerprint.Of(anomaly)) is { State: IncidentState.Resolved } resolved)
        {
            if (lifecycle.TryReopen(resolved, anomaly, now))
            {
                return;
            }

            repeats = resolved.Id;
        }

        var workload = topology.Canonical(anomaly.Entity.Workload);
        var (best, relation) = Best(anomaly, workload);
        if (best is null)
        {
            Open(anomaly, workload, now, repeats);
        }
        else
        {
            Join(best, anomaly, workload, relation, now);
        }
    }

    private (OpenIncident? Best, Relation Relation) Best(Anomaly anomaly, string workload)
    {
        OpenIncident? best = null;
        var closest = new Relation(options.JoinBar, "", false);
        foreach (var incident in Near(workload))
        {
            if (!IncidentIndex.TakesSignals(incident.State))
            {
                continue;
            }

            // What was a passing remark and is over draws nothing in from elsewhere.
            if (incident.State == IncidentState.Candidate && !incident.Has(workload) && incident.Signals.All(signal => signal.Anomaly.State != AnomalyState.Open))
            {
                continue;
            }

            memory.Counters.Comparisons++;
            var relation = matcher.Relate(incident, anomaly, workload, memory.Learnt(workload, incident.AnchorWorkload));
            if (relation.Affinity > closest.Affinity)
            {
                (best, closest) = (incident, relation);
            }
        }

        return (best, closest);
    }

    private HashSet<OpenIncident> Near(string workload)
    {
        var near = _near;
        near.Clear();
        index.CollectAt(workload, near);
        index.CollectAnchoredAt(workload, near);
        foreach (var other in matcher.Around(workload))
        {
            index.CollectAnchoredAt(other, near);
        }

        if (memory.HasLearnt)
        {
            foreach (var partner in memory.LearntPartners(workload))
            {
                index.CollectAnchoredAt(partner, near);
            }
        }

        if (topology.Edges.Count == 0)
        {
            near.UnionWith(index.All.Where(incident => IncidentIndex.TakesSignals(incident.State)).OrderByDescending(incident => incident.AnchorOnset).Take(32));
        }

        return near;
    }

    private void Open(Anomaly anomaly, string workload, DateTimeOffset now, string? repeats = null)
    {
        lifecycle.MakeRoom(now);
        var predicted = anomaly.Kind == AnomalyKind.Forecast;
        var record = new Incident
        {
            Id = nextId(),
            State = IncidentState.Candidate,
            Title = anomaly.Signal,
            Severity = anomaly.Severity,
            Priority = Priority.P5,
            Predicted = predicted,
            Service = workload,
            AnchorEntity = anomaly.Entity.ToString(),
            Trusted = anomaly.Trusted,
            RepeatOf = repeats,
            UpdatedAt = now,
        };
        var incident = new OpenIncident(record, topology.Canonical) { AnchorWorkload = workload, AnchorOnset = anomaly.OnsetAt, AnchorWeight = SignalWeight.Of(anomaly) };
        incident.Put(anomaly, now, "leading signal", options.MaxSignals);
        index.Add(incident);
        incident.Tell(now, "signal", Describe(anomaly));
        TimeAnchors.Set(incident, anomaly, now);
        lifecycle.Evaluate(incident, now);
        regrouping.Gather(incident, now);
    }

    private void Join(OpenIncident incident, Anomaly anomaly, string workload, Relation relation, DateTimeOffset now)
    {
        var why = relation.Why;
        var spread = !incident.Has(workload);
        if (!incident.Put(anomaly, now, why, options.MaxSignals))
        {
            memory.Counters.SignalsOmitted++;
        }

        index.LinkSignal(incident, anomaly.Id, workload);
        if (spread || incident.Signals.Count <= 50)
        {
            incident.Tell(now, "signal", $"{Describe(anomaly)} ({why})");
        }

        TimeAnchors.Set(incident, anomaly, now);
        lifecycle.Returned(incident, anomaly, now);
        if (spread && anomaly.Severity >= Severity.Error)
        {
            lifecycle.Spread(incident, workload, now);
        }

        if (relation.Timely)
        {
            incident.KeepActive(anomaly);
        }

        regrouping.Lead(incident, anomaly, workload, now);
        if (incident.State == IncidentState.Merged)
        {
            return;
        }

        if (!spread && incident.State != IncidentState.Candidate && !anomaly.StateFault && anomaly.Severity <= incident.Record.Severity && incident.Record.StableSince is null)
        {
            // One more of the same: nothing that is derived can change.
            lifecycle.Touch(incident);
            return;
        }

        lifecycle.Evaluate(incident, now);
    }

    private void Update(OpenIncident incident, Anomaly anomaly, DateTimeOffset now)
    {
        if (incident.State == IncidentState.Resolved)
        {
            if (anomaly.State == AnomalyState.Open && !lifecycle.TryReopen(incident, anomaly, now))
            {
                Open(anomaly, topology.Canonical(anomaly.Entity.Workload), now, incident.Id);
            }

            return;
        }

        var before = incident.Find(anomaly.Id);
        var worse = before is null || anomaly.Severity > before.Severity || anomaly.State != before.State || anomaly.Score > before.Score + .05;
        incident.Put(anomaly, now, "", options.MaxSignals);
        if (before is not null && before.State != anomaly.State)
        {
            if (anomaly.State == AnomalyState.Open)
            {
                lifecycle.Returned(incident, anomaly, now);
            }
            else
            {
                var ended = anomaly.QuietSince is { } quiet && quiet < now && quiet >= anomaly.DetectedAt ? quiet : now;
                incident.SetState(incident.StateOf(anomaly.Id) with { ClearedAt = ended });
                if (incident.Signals.Count <= 50 || anomaly.StateFault)
                {
                    incident.Tell(now, "signal", $"{anomaly.Entity} {anomaly.Signal} {(anomaly.State == AnomalyState.Gone ? "vanished" : "is back")}");
                }
            }
        }

        if (worse)
        {
            lifecycle.Evaluate(incident, now);
        }
        else if (before?.QuietSince != anomaly.QuietSince)
        {
            // a verification may wait for it
            lifecycle.Touch(incident);
        }

        // A forecast that is refined, or a signal that stays: kept, and saved with the next change of the incident.
    }

    private Anomaly Bounded(Anomaly anomaly, DateTimeOffset now)
    {
        var earliest = now - options.MaxBackdate;
        if (anomaly.OnsetAt > now && anomaly.Kind != AnomalyKind.Forecast)
        {
            memory.Counters.OnsetsMoved += anomaly.OnsetAt > now + options.JoinWindow ? 1 : 0;
            return anomaly with { OnsetAt = now };
        }

        if (anomaly.OnsetAt < earliest)
        {
            memory.Counters.OnsetsMoved++;
            return anomaly with { OnsetAt = earliest };
        }

        return anomaly;
    }

    private static string Describe(Anomaly anomaly)
    {
        var text = anomaly.Summary.Length > 0 ? $"{anomaly.Entity}: {anomaly.Summary}" : $"{anomaly.Entity} {anomaly.Signal}";
        return text.Length <= 300 ? text : text[..300];
    }
}
