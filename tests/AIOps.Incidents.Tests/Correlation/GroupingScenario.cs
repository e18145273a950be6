using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Telemetry;
using AIOps.Incidents.Topology;

namespace AIOps.Incidents.Tests.Correlation;

/// <summary>A made-up system of 500 services, its planted incidents and its noise, all from one seed.</summary>
internal sealed record GroupingScenario(TopologyGraph Topology, IReadOnlyList<(Anomaly Anomaly, int Cause)> Signals)
{
    public static readonly DateTimeOffset Start = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);
    private const int Services = 500;
    private const int Noise = 1_000;
    private const int Total = 10_000;

    public static GroupingScenario Make(int planted, int seed)
    {
        var random = new Random(seed);
        var topology = new TopologyGraph();
        var callers = new List<int>[Services];
        for (var i = 0; i < Services; i++)
        {
            callers[i] = [];
        }

        // Layers: each service calls one to three of those below it.
        for (var i = 0; i < Services - 50; i++)
        {
            for (var n = random.Next(1, 4); n > 0; n--)
            {
                var callee = random.Next(Math.Max(50, i + 1), Math.Min(Services, i + 150));
                callers[callee].Add(i);
                topology.Observe(new EdgeObservation($"service:s{i}", $"service:s{callee}", EdgeKind.Calls, Start.ToUnixTimeMilliseconds(), 100));
            }
        }

        var signals = new List<(Anomaly, int)>();
        var id = 0;
        for (var cause = 0; cause < planted; cause++)
        {
            var root = random.Next(100, Services);
            var affected = new List<(int Service, int Depth)> { (root, 0) };
            foreach (var one in callers[root].Distinct().Take(6))
            {
                affected.Add((one, 1));
                affected.AddRange(callers[one].Distinct().Take(2).Where(two => affected.All(known => known.Service != two)).Select(two => (two, 2)));
            }

            var began = Start.AddSeconds(60 + (random.NextDouble() * 3_000));
            var count = (Total - Noise) / planted;
            for (var n = 0; n < count; n++)
            {
                var (service, depth) = n < affected.Count ? affected[n] : affected[random.Next(affected.Count)];
                var onset = began.AddSeconds((depth * 10) + (random.NextDouble() * 40));
                var severity = depth == 0 && n == 0 ? Severity.Critical : random.Next(3) switch { 0 => Severity.Error, _ => Severity.Warning };
                signals.Add((Anomaly($"a{id++}", $"service:s{service}", onset, severity, .6 + (.4 * random.NextDouble())), cause));
            }
        }

        for (var n = 0; n < Noise; n++)
        {
            signals.Add((Anomaly($"a{id++}", $"service:s{random.Next(Services)}", Start.AddSeconds(random.NextDouble() * 3_600), Severity.Warning, .3 + (.3 * random.NextDouble())), -1 - n));
        }

        return new GroupingScenario(topology, [.. signals.OrderBy(signal => signal.Item1.DetectedAt)]);
    }

    public static Anomaly Anomaly(string id, string workload, DateTimeOffset onset, Severity severity, double score) => new()
    {
        Id = id,
        Kind = AnomalyKind.Metric,
        State = AnomalyState.Open,
        Entity = new EntityId(workload),
        Signal = $"signal-{id}",
        Severity = severity,
        Score = score,
        OnsetAt = onset,
        DetectedAt = onset.AddSeconds(5),
        LastAt = onset.AddSeconds(5),
    };

    /// <summary>Pairwise F1 over the signals that incidents keep by name, and critical signals that no shown incident holds.</summary>
    public (double F1, int Lost) Judge(IEnumerable<Incident> incidents)
    {
        var all = incidents.Where(incident => incident.State is not (IncidentState.Merged or IncidentState.Cancelled)).ToArray();
        var group = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < all.Length; i++)
        {
            foreach (var signal in all[i].Signals)
            {
                group[signal.Anomaly.Id] = i;
            }
        }

        var kept = Signals.Where(signal => group.ContainsKey(signal.Anomaly.Id)).ToArray();
        var both = Pairs(kept.GroupBy(signal => (group[signal.Anomaly.Id], signal.Cause)).Select(pair => pair.LongCount()));
        var found = Pairs(kept.GroupBy(signal => group[signal.Anomaly.Id]).Select(pair => pair.LongCount()));
        var real = Pairs(kept.GroupBy(signal => signal.Cause).Select(pair => pair.LongCount()));
        var shown = all.Where(incident => incident.State != IncidentState.Candidate).SelectMany(incident => incident.Signals).Select(signal => signal.Anomaly.Id).ToHashSet(StringComparer.Ordinal);
        var lost = Signals.Count(signal => signal.Anomaly.Severity == Severity.Critical && !shown.Contains(signal.Anomaly.Id));
        return (2.0 * both / (found + real), lost);
    }

    private static long Pairs(IEnumerable<long> sizes) => sizes.Sum(size => size * (size - 1) / 2);
}
