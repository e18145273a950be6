using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Telemetry;
using AIOps.Incidents.Grouping;
using AIOps.Incidents.Lifecycle;
using AIOps.Incidents.Topology;

namespace AIOps.Incidents.Correlation;

/// <summary>Groups anew as evidence arrives: moves anchors towards the cause, gathers symptoms, yields to what explains better.</summary>
internal sealed class IncidentRegrouping(
    CorrelatorOptions options, IncidentIndex index, IncidentJudge judge, IncidentFamily family, IncidentLifecycle lifecycle, CorrelatorMemory memory, ChangeSet changes)
{
    private const double Sure = .6;

    /// <summary>Finds the anchor again after signals were taken out: the strongest signal leads.</summary>
    public static void Reanchor(OpenIncident incident, Func<string, string> canonical, TimeSpan window)
    {
        var lead = incident.Signals.Select(signal => signal.Anomaly).OrderByDescending(SignalWeight.Of).ThenBy(anomaly => anomaly.OnsetAt).First();
        if (!incident.Has(incident.AnchorWorkload))
        {
            incident.AnchorWorkload = canonical(lead.Entity.Workload);
        }

        var own = incident.Signals.Select(signal => signal.Anomaly).Where(anomaly => incident.IsAnchor(anomaly.Entity.Workload)).ToArray();
        incident.AnchorOnset = own.Min(anomaly => anomaly.OnsetAt);
        incident.AnchorWeight = own.Max(SignalWeight.Of);
        incident.FindActivity(window);
    }

    /// <summary>Finds the anchor of a restored incident.</summary>
    public static void SetAnchor(OpenIncident incident, TopologyGraph topology, CorrelatorOptions options)
    {
        var anchor = incident.Record.AnchorEntity.Length > 0 ? EntityId.Parse(incident.Record.AnchorEntity) : new EntityId(incident.Record.Service);
        incident.AnchorWorkload = topology.Canonical(anchor.Workload);
        var leading = incident.Signals.Where(signal => incident.IsAnchor(signal.Anomaly.Entity.Workload)).Select(signal => signal.Anomaly).ToArray();
        incident.AnchorOnset = leading.Length > 0 ? leading.Min(anomaly => anomaly.OnsetAt) : incident.Record.Anchors.ImpactStarted?.At ?? incident.Record.UpdatedAt;
        incident.AnchorWeight = leading.Length > 0 ? leading.Max(SignalWeight.Of) : 0;
        incident.FindActivity(options.JoinWindow);
    }

    /// <summary>Moves the anchor when a signal is nearer to the cause, and takes in what then belongs together.</summary>
    public void Lead(OpenIncident incident, Anomaly anomaly, string workload, DateTimeOffset now)
    {
        var weight = SignalWeight.Of(anomaly);
        if (workload == incident.AnchorWorkload)
        {
            var grew = weight > incident.AnchorWeight + .2;
            // What came before a far stronger signal was its herald at most: the fault itself begins with the strong one.
            var herald = weight > 2 * incident.AnchorWeight;
            incident.AnchorWeight = Math.Max(incident.AnchorWeight, weight);
            incident.AnchorOnset = herald || anomaly.OnsetAt < incident.AnchorOnset ? anomaly.OnsetAt : incident.AnchorOnset;
            if (grew && !Yield(incident, now))
            {
                Gather(incident, now);
            }

            return;
        }

        var deeper = family.Matcher.Depth(incident.AnchorWorkload, workload) is not null;
        var moves = deeper ? weight >= .5 * incident.AnchorWeight : anomaly.StateFault && incident.AnchorWeight < 2 && weight >= 2;
        if (!moves)
        {
            return;
        }

        index.MoveAnchor(incident, workload);
        incident.AnchorOnset = anomaly.OnsetAt;
        incident.ActiveUntil = incident.ActiveUntil > anomaly.OnsetAt ? incident.ActiveUntil : anomaly.OnsetAt;
        incident.AnchorWeight = weight;
        Gather(incident, now);
    }

    /// <summary>Other young incidents that turn out to be symptoms of this one's anchor are merged into it; what people or runs already work on becomes a child.</summary>
    public void Gather(OpenIncident incident, DateTimeOffset now)
    {
        // What an older incident at the same place took while this one was not known yet comes over too.
        Reclaim(incident, incident.AnchorWorkload, now);
        foreach (var near in family.Matcher.Around(incident.AnchorWorkload))
        {
            Reclaim(incident, near, now);
            var below = family.Matcher.Depth(near, incident.AnchorWorkload) is not null;
            foreach (var other in index.AnchoredAt(near).Where(other => other != incident && IncidentIndex.TakesSignals(other.State)).ToArray())
            {
                if (!below || IncidentJudge.Leading(other) is not { } lead || SignalWeight.Of(lead) > 2 * incident.AnchorWeight
                    || family.Matcher.Relate(incident, lead, near, memory.Learnt(near, incident.AnchorWorkload)) is var relation && relation.Affinity <= options.JoinBar)
                {
                    continue;
                }

                if (IsUntouched(other))
                {
                    MergeInto(other, incident, $"symptom of {incident.AnchorWorkload}: {relation.Why}", "aiops", now);
                }
                else if (other.Record.ParentId is null)
                {
                    family.SetParent(other, incident, $"{other.AnchorWorkload} needs {incident.AnchorWorkload}", now);
                }
            }
        }
    }

    /// <summary>What was seen on the culprit itself belongs to the incident that names it; of incidents that name the same culprit at the same time the later is the child of the earlier.</summary>
    public void Unite(OpenIncident incident, DateTimeOffset now)
    {
        if (Named(incident) is not { } culprit)
        {
            return;
        }

        foreach (var other in index.All.Where(other => other != incident && IncidentIndex.TakesSignals(other.State) && (other.AnchorOnset - incident.AnchorOnset).Duration() <= options.JoinWindow).ToArray())
        {
            if (other.State == IncidentState.Candidate && other.IsAnchor(culprit))
            {
                MergeInto(other, incident, $"{culprit} is the culprit", "aiops", now);
            }
            else if (Named(other) == culprit)
            {
                var (child, parent) = incident.AnchorOnset < other.AnchorOnset ? (other, incident) : (incident, other);
                family.SetParent(child, parent, $"both name {culprit}", now);
            }
        }
    }

    private string? Named(OpenIncident incident) =>
        incident.Record.RootCause is { Undetermined: false, Confidence: >= Sure, Culprit: { } culprit } ? family.Canonical(EntityId.Parse(culprit).Workload) : null;

    /// <summary>Merges an incident that grew into the one whose anchor explains it; false when there is none.</summary>
    private bool Yield(OpenIncident incident, DateTimeOffset now)
    {
        if (!IsUntouched(incident) || IncidentJudge.Leading(incident) is not { } lead)
        {
            return false;
        }

        var workload = incident.AnchorWorkload;
        OpenIncident? best = null;
        var closest = new Relation(options.JoinBar, "", false);
        foreach (var near in family.Matcher.Below(workload))
        {
            foreach (var other in index.AnchoredAt(near).Where(other => other != incident && IncidentIndex.TakesSignals(other.State) && SignalWeight.Of(lead) <= 2 * other.AnchorWeight))
            {
                if (family.Matcher.Relate(other, lead, workload, memory.Learnt(workload, near)) is { Timely: true } relation && relation.Affinity > closest.Affinity)
                {
                    (best, closest) = (other, relation);
                }
            }
        }

        return best is not null && MergeInto(incident, best, $"symptom of {best.AnchorWorkload}: {closest.Why}", "aiops", now);
    }

    private static bool IsUntouched(OpenIncident incident) =>
        incident.State is IncidentState.Candidate or IncidentState.Open && incident.Record.RunIds.Count == 0 && incident.Record.Anchors.Acknowledged is null;

    /// <summary>Signals on a workload that an older incident took for want of a better explanation come over when this one explains them better.</summary>
    private void Reclaim(OpenIncident incident, string near, DateTimeOffset now)
    {
        foreach (var other in index.At(near).Where(other => other != incident && IncidentIndex.TakesSignals(other.State) && other.Work.ActiveRun is null).ToArray())
        {
            // Only what began in this one's time, and not with the other one's own beginning.
            var from = incident.AnchorOnset - options.JoinWindow;
            if (other.AnchorWorkload == near && other.AnchorOnset + options.JoinWindow is var own && own > from)
            {
                from = own + TimeSpan.FromTicks(1);
            }

            List<string>? better = null;
            foreach (var signal in other.SignalsAt(near, from, incident.AnchorOnset + options.JoinWindow))
            {
                if (family.Matcher.Relate(incident, signal.Anomaly, near, memory.Learnt(near, incident.AnchorWorkload)) is var mine && mine.Affinity > options.JoinBar
                    && mine.Affinity > family.Matcher.Relate(other, signal.Anomaly, near, memory.Learnt(near, other.AnchorWorkload)).Affinity + .05)
                {
                    (better ??= []).Add(signal.Anomaly.Id);
                }
            }

            if (better is null)
            {
                continue;
            }

            index.Unlink(other);
            foreach (var signal in other.Take(better))
            {
                incident.Put(signal.Anomaly, signal.LinkedAt, $"from {other.Id}: explained better by {incident.AnchorWorkload}", options.MaxSignals);
                incident.SetState(other.StateOf(signal.Anomaly.Id));
                TimeAnchors.Set(incident, signal.Anomaly, now);
            }

            index.Link(other);
            index.Link(incident);
            other.Tell(now, "note", $"{better.Count} signals of {near} belong to {incident.Id}");
            if (other.State == IncidentState.Open && IsUntouched(other) && judge.Weight(other, now) < .6 * options.OpenBar)
            {
                MergeInto(other, incident, "what is left of it would not have opened it", "aiops", now);
            }
            else
            {
                lifecycle.Evaluate(other, now);
            }
        }
    }

    /// <summary>Moves all signals of one incident into another; false when the lifecycle does not allow it.</summary>
    public bool MergeInto(OpenIncident from, OpenIncident into, string why, string actor, DateTimeOffset now)
    {
        var signals = from.Signals.ToArray();
        if (!from.Move(IncidentEvent.Merged, now, $"continues in {into.Id}: {why}", actor))
        {
            return false;
        }

        index.Remove(from);
        from.Record = from.Record with { MergedInto = into.Id, Page = PageDecision.None($"merged into {into.Id}") };
        foreach (var signal in signals)
        {
            into.Put(signal.Anomaly, signal.LinkedAt, $"from {from.Id}: {signal.Why}", options.MaxSignals);
            into.SetState(from.StateOf(signal.Anomaly.Id));
            TimeAnchors.Set(into, signal.Anomaly, now);
        }

        into.ActiveUntil = from.ActiveUntil > into.ActiveUntil ? from.ActiveUntil : into.ActiveUntil;

        // The clock of the cause began with its first signal, whichever incident received it.
        var detected = from.Record.Anchors.Detected;
        if (detected is not null && (into.Record.Anchors.Detected is not { } own || detected.At < own.At))
        {
            into.Record = into.Record with { Anchors = into.Record.Anchors with { Detected = detected } };
        }

        if (from.Record.Anchors.Notified is { } told && into.Record.Anchors.Notified is null)
        {
            into.Record = into.Record with { Anchors = into.Record.Anchors with { Notified = told } };
        }

        index.Link(into);
        into.Tell(now, "note", $"took in {from.Id}: {why}", actor);
        changes.Add(from);
        lifecycle.Evaluate(into, now);
        return true;
    }
}
