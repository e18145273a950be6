using AIOps.Contracts.Catalogue;
using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Telemetry;
using AIOps.Incidents.Grouping;
using AIOps.Incidents.Paging;
using AIOps.Incidents.Topology;

namespace AIOps.Incidents.Correlation;

/// <summary>How bad an incident is: weight, severity, impact, urgency, priority, title and whether it pages.</summary>
internal sealed class IncidentJudge(CorrelatorOptions options, TopologyGraph topology, Func<string, ServiceEntry?> catalogue)
{
    /// <summary>What is held against the bar. Several signals of one workload count with falling weight, since they are one complaint told several times.</summary>
    public double Weight(OpenIncident incident, DateTimeOffset now)
    {
        if (incident.Signals.Count == 1)
        {
            return incident.Signals[0].Anomaly.State == AnomalyState.Open ? WeightOf(incident, incident.Signals[0], now) : 0;
        }

        var sum = 0.0;
        foreach (var workload in incident.Signals.Where(signal => signal.Anomaly.State == AnomalyState.Open).GroupBy(signal => signal.Anomaly.Entity.Workload, StringComparer.Ordinal))
        {
            var share = 1.0;
            foreach (var weight in workload.Select(signal => WeightOf(incident, signal, now)).OrderDescending().Take(8))
            {
                sum += weight * share;
                share /= 2;
            }
        }

        return sum;
    }

    /// <summary>True when all that is wrong is that some members of workloads with serving peers are away.</summary>
    public bool IsPartial(OpenIncident incident, DateTimeOffset now)
    {
        var any = false;
        foreach (var signal in incident.Signals)
        {
            if (signal.Anomaly.State == AnomalyState.Open && signal.Anomaly.Severity >= Severity.Error)
            {
                if (!IsAwayMember(incident, signal.Anomaly, now))
                {
                    return false;
                }

                any = true;
            }
        }

        return any;
    }

    /// <summary>Another member of the workload was seen lately and has no fault of state.</summary>
    public bool HasServingPeer(OpenIncident incident, EntityId entity, DateTimeOffset now)
    {
        var oldest = now.ToUnixTimeMilliseconds() - (long)options.MemberFresh.TotalMilliseconds;
        foreach (var (member, seen) in topology.Members(entity.Workload))
        {
            if (member == entity.Member || (seen != 0 && seen < oldest))
            {
                continue;
            }

            var faulty = incident.Signals.Any(signal => signal.Anomaly.State == AnomalyState.Open && IsAbsence(signal.Anomaly)
                && signal.Anomaly.Entity.Member == member && signal.Anomaly.Entity.Workload == entity.Workload);
            if (!faulty)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Derives everything that follows from the signals.</summary>
    public void Judge(OpenIncident incident, DateTimeOffset now)
    {
        var record = incident.Record;
        var lead = Leading(incident);
        if (lead is null)
        {
            return;
        }

        var firing = incident.Signals.Where(signal => signal.Anomaly.State == AnomalyState.Open).Select(signal => signal.Anomaly).ToArray();
        var judged = firing.Length > 0 ? firing : [lead];
        var partial = IsPartial(incident, now);
        var severity = judged.Max(anomaly => anomaly.Severity);
        var impact = partial ? Level.Low : Impact(judged);
        var urgency = partial ? Level.Low : Urgency(judged, severity, record.Service, now);
        if (firing.Length == 0 && record.State != IncidentState.Candidate)
        {
            // What cleared is judged by how bad it was.
            (severity, impact, urgency) = (record.Severity, record.Impact, record.Urgency);
        }

        var culprit = record.RootCause?.Culprit;
        var service = culprit is null ? incident.AnchorWorkload : topology.Canonical(EntityId.Parse(culprit).Workload);
        incident.Record = record with
        {
            Severity = severity,
            Impact = impact,
            Urgency = urgency,
            Priority = incident.Work.Override ?? PriorityRules.Derive(impact, urgency),
            Service = service,
            AnchorEntity = lead.Entity.ToString(),
            Title = Title(incident, lead, culprit),
            Predicted = incident.Signals.All(signal => signal.Anomaly.Kind == AnomalyKind.Forecast),
            Trusted = record.Trusted && incident.Signals.All(signal => signal.Anomaly.Trusted),
        };
    }

    /// <summary>The signal that leads: the strongest on the anchor workload, a fault of state first.</summary>
    public static Anomaly? Leading(OpenIncident incident)
    {
        Anomaly? best = null;
        var most = double.NegativeInfinity;
        foreach (var (anomaly, _, _) in incident.Signals)
        {
            var weight = SignalWeight.Of(anomaly) + (incident.IsAnchor(anomaly.Entity.Workload) ? 4 : 0) + (anomaly.State == AnomalyState.Open ? .01 : 0);
            if (weight > most)
            {
                (best, most) = (anomaly, weight);
            }
        }

        return best;
    }

    private static bool IsAbsence(Anomaly anomaly) => anomaly.StateFault || anomaly.Kind == AnomalyKind.Missing;

    private bool IsAwayMember(OpenIncident incident, Anomaly anomaly, DateTimeOffset now) =>
        anomaly.Entity.Member is not null && IsAbsence(anomaly) && HasServingPeer(incident, anomaly.Entity, now);

    private double WeightOf(OpenIncident incident, IncidentSignal signal, DateTimeOffset now)
    {
        var weight = SignalWeight.Of(signal.Anomaly);
        // A planned restart takes its pid file with it: what left one behind needs no time to come back.
        return weight >= options.OpenBar && signal.Anomaly.Labels.GetValueOrDefault("exit") != "unclean" && now - signal.LinkedAt < options.MemberGrace && IsAwayMember(incident, signal.Anomaly, now) ? .4 : weight;
    }

    private Level Impact(IReadOnlyList<Anomaly> signals)
    {
        var felt = signals.Where(anomaly => anomaly.Severity >= Severity.Error || anomaly.StateFault).ToArray();
        var highest = Level.Low;
        foreach (var workload in (felt.Length > 0 ? felt : signals).Select(anomaly => topology.Canonical(anomaly.Entity.Workload)).Distinct(StringComparer.Ordinal))
        {
            if (catalogue(workload) is { } entry && PriorityRules.Impact(entry.Tier, entry.CustomerShare, dataLoss: false) is var level && level > highest)
            {
                highest = level;
            }
        }

        var loss = signals.Any(anomaly => anomaly.Labels.TryGetValue("data_loss", out var value) && value is "true" or "1");
        return loss ? Level.High : highest;
    }

    private Level Urgency(IReadOnlyList<Anomaly> signals, Severity severity, string service, DateTimeOffset now)
    {
        var urgency = severity switch { Severity.Critical => Level.High, Severity.Error => Level.Medium, _ => Level.Low };
        if (signals.Any(anomaly => anomaly.StateFault && anomaly.Severity >= Severity.Error))
        {
            urgency = Level.High;
        }
        else if (urgency == Level.Medium && signals.Where(anomaly => anomaly.Severity >= Severity.Error).Select(anomaly => anomaly.Entity.Workload).Distinct(StringComparer.Ordinal).Take(3).Count() == 3)
        {
            // It spreads: waiting makes it dearer.
            urgency = Level.High;
        }

        return urgency == Level.Medium && catalogue(service) is { } entry && !BusinessCalendar.IsOpen(entry.Calendar, now) ? Level.Low : urgency;
    }

    private static string Title(OpenIncident incident, Anomaly lead, string? culprit)
    {
        var others = incident.Workloads.Count - 1;
        var subject = culprit ?? lead.Entity.ToString();
        var symptom = lead.StateFault && lead.FaultKind.Length > 0 ? $"is {lead.FaultKind}"
            : culprit is not null && !culprit.StartsWith(lead.Entity.Workload, StringComparison.Ordinal) ? $"is the likely cause: {lead.Entity.Workload} {Symptom(lead)}"
            : Symptom(lead);
        var text = $"{subject} {symptom}" + (others > 0 ? $"; {others} more affected" : "");
        return text.Length <= 200 ? text : text[..200];
    }

    private static string Symptom(Anomaly lead) => lead.Direction switch
    {
        AnomalyDirection.Up => $"{lead.Signal} is high",
        AnomalyDirection.Down => $"{lead.Signal} is low",
        _ => lead.Kind == AnomalyKind.Missing ? $"{lead.Signal} is missing" : lead.Signal,
    };
}
