using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Storage;
using AIOps.Incidents.Correlation;
using AIOps.Incidents.RootCause;
using AIOps.Incidents.Topology;

namespace AIOps.Server.Correlate;

/// <summary>Gathers what a ranking reads: the series of everything near the incident, its state faults and the changes there.</summary>
internal sealed class EvidenceReader(ITelemetryHistory history, TimeProvider time)
{
    private const int MaxWorkloads = 200;
    private const int MaxSeries = 20_000;
    // The detectors date an onset by its change point: what lies further back is what was usual, an earlier incident included.
    private static readonly TimeSpan Sure = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(60);

    public async Task<RootCauseInput> ReadAsync(Incident incident, Correlator correlator, TopologyGraph topology, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var symptoms = incident.Signals
            .Where(signal => signal.Anomaly.State == AnomalyState.Open)
            .GroupBy(signal => topology.Canonical(signal.Anomaly.Entity.Workload), StringComparer.Ordinal)
            .OrderByDescending(group => group.Sum(signal => signal.Anomaly.Score * (1 + (int)signal.Anomaly.Severity)))
            .Select(group => group.Key)
            .ToList();
        var near = Near(incident, topology);
        var places = near.ToHashSet(StringComparer.Ordinal);
        var evidence = EvidenceTime.Of(incident, correlator.Incidents, other => other.Signals.Any(signal => places.Contains(topology.Canonical(signal.Anomaly.Entity.Workload))), correlator.RepairedAt, now);
        var onset = evidence.Onset;
        var series = near.SelectMany(history.FindSeries).DistinctBy(key => key.Id).Take(MaxSeries).ToList();
        var windows = await history.ReadAsync(series, onset - Before, now + TimeSpan.FromSeconds(1), cancellationToken);
        var (signals, edges) = ServiceSignals.Read(windows, topology);
        return new RootCauseInput
        {
            OnsetAt = onset,
            At = now,
            NormalUntil = onset - Sure,
            Version = (incident.RootCause?.Version ?? 0) + 1,
            Series = [.. signals.Select(evidence.Cut)],
            Edges = [.. edges.Select(evidence.Cut)],
            Logs = [.. LogErrors.Of(windows, [.. incident.Signals.Select(signal => signal.Anomaly)]).Select(evidence.Cut)],
            SymptomMetrics = [.. incident.Signals.Where(signal => signal.Anomaly.State == AnomalyState.Open).Select(signal => signal.Anomaly.Signal).Distinct(StringComparer.Ordinal)],
            Changes = [.. near.SelectMany(correlator.RecentChanges).DistinctBy(change => change.Id)],
            StateFaults = [.. incident.Signals
                .Where(signal => signal.Anomaly.StateFault && signal.Anomaly.State == AnomalyState.Open)
                .Select(signal => new StateFault(signal.Anomaly.Entity, signal.Anomaly.FaultKind, signal.Anomaly.OnsetAt, signal.Anomaly.Summary))],
            Vouched = incident.Signals.Where(signal => signal.Anomaly is { State: AnomalyState.Open, Kind: AnomalyKind.Metric, Severity: >= Severity.Error }).Select(signal => signal.Anomaly.SeriesId).ToHashSet(),
            Symptoms = symptoms,
            Topology = topology,
        };
    }

    private static List<string> Near(Incident incident, TopologyGraph topology)
    {
        var near = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var signal in incident.Signals)
        {
            Add(topology.Canonical(signal.Anomaly.Entity.Workload));
        }

        // two hops: a culprit may itself be silent
        for (int hop = 0, from = 0; hop < 2 && near.Count < MaxWorkloads; hop++)
        {
            var until = near.Count;
            for (; from < until; from++)
            {
                foreach (var neighbour in topology.Neighbours(near[from]))
                {
                    Add(neighbour);
                }
            }
        }

        return near;

        void Add(string workload)
        {
            if (near.Count < MaxWorkloads && seen.Add(workload))
            {
                near.Add(workload);
            }
        }
    }
}
