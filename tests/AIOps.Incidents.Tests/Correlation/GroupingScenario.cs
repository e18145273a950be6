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
    private const int Hosts = 60;
    private const int Noise = 1_000;
    private const int Total = 10_000;

    public static GroupingScenario Make(int planted, int seed, GroupingShape shape = GroupingShape.Layers)
    {
        var random = new Random(seed);
        var topology = new TopologyGraph();
        var callers = new List<int>[Services];
        for (var i = 0; i < Services; i++)
        {
            callers[i] = [];
        }

        void Call(int caller, int callee)
        {
            if (caller != callee)
            {
                callers[callee].Add(caller);
                topology.Observe(new EdgeObservation($"service:s{caller}", $"service:s{callee}", EdgeKind.Calls, Start.ToUnixTimeMilliseconds(), 100));
            }
        }

        Wire(shape, random, Call);
        var host = new int[Services];
        for (var i = 0; shape == GroupingShape.Hosts && i < Services; i++)
        {
            host[i] = random.Next(Hosts);
            topology.Observe(new EdgeObservation($"service:s{i}", $"host:h{host[i]}", EdgeKind.RunsOn, Start.ToUnixTimeMilliseconds()));
        }

        var signals = new List<(Anomaly, int)>();
        var id = 0;
        for (var cause = 0; cause < planted; cause++)
        {
            var affected = shape == GroupingShape.Hosts && random.Next(3) == 0 ? OnHost(random.Next(Hosts), host, callers) : FromService(random.Next(100, Services), callers);
            var began = Start.AddSeconds(60 + (random.NextDouble() * 3_000));
            var count = (Total - Noise) / planted;
            for (var n = 0; n < count; n++)
            {
                var (workload, depth) = n < affected.Count ? affected[n] : affected[random.Next(affected.Count)];
                var onset = began.AddSeconds((depth * 10) + (random.NextDouble() * 40));
                var severity = depth == 0 && n == 0 ? Severity.Critical : random.Next(3) switch { 0 => Severity.Error, _ => Severity.Warning };
                signals.Add((Anomaly($"a{id++}", workload, onset, severity, .6 + (.4 * random.NextDouble())), cause));
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

    private static void Wire(GroupingShape shape, Random random, Action<int, int> call)
    {
        switch (shape)
        {
            case GroupingShape.Teams:
                for (var team = 0; team < 25; team++)
                {
                    var entry = team * 20;
                    var database = entry + 19;
                    for (var i = 1; i < 19; i++)
                    {
                        call(entry + random.Next(i), entry + i);
                        if (i is > 2 and < 15 && random.NextDouble() < .6)
                        {
                            call(entry + i, database);
                        }
                    }

                    call(entry + random.Next(20), random.Next(25) * 20);
                    call(entry + random.Next(20), random.Next(25) * 20);
                    for (var platform = 10; team > 0 && platform < 15; platform++)
                    {
                        if (random.NextDouble() < .3)
                        {
                            call(entry + random.Next(20), platform);
                        }
                    }
                }

                break;
            case GroupingShape.Hub:
                for (var front = 5; front < 105; front++)
                {
                    call(random.Next(5), front);
                    for (var n = random.Next(1, 4); n > 0; n--)
                    {
                        call(front, random.Next(106, 400));
                    }

                    if (random.NextDouble() < .8)
                    {
                        call(front, 105);
                    }
                }

                for (var middle = 105; middle < 400; middle++)
                {
                    call(random.Next(5, 105), middle);
                    call(middle, random.Next(middle + 1, 470));
                    call(middle, random.Next(470, Services));
                }

                break;
            default:
                for (var i = 0; i < Services - 50; i++)
                {
                    for (var n = random.Next(1, 4); n > 0; n--)
                    {
                        call(i, random.Next(Math.Max(50, i + 1), Math.Min(Services, i + 150)));
                    }
                }

                break;
        }
    }

    private static List<(string Workload, int Depth)> FromService(int root, List<int>[] callers)
    {
        var affected = new List<(string Workload, int Depth)> { ($"service:s{root}", 0) };
        foreach (var one in callers[root].Distinct().Take(6))
        {
            affected.Add(($"service:s{one}", 1));
            affected.AddRange(callers[one].Distinct().Take(2).Select(two => ($"service:s{two}", 2)).Where(two => affected.All(known => known.Workload != two.Item1)));
        }

        return affected;
    }

    private static List<(string Workload, int Depth)> OnHost(int host, int[] hosts, List<int>[] callers)
    {
        var affected = new List<(string Workload, int Depth)> { ($"host:h{host}", 0) };
        foreach (var resident in Enumerable.Range(0, Services).Where(service => hosts[service] == host))
        {
            affected.Add(($"service:s{resident}", 1));
            affected.AddRange(callers[resident].Distinct().Take(2).Select(caller => ($"service:s{caller}", 2)).Where(caller => affected.All(known => known.Workload != caller.Item1)));
        }

        return affected;
    }

    private static long Pairs(IEnumerable<long> sizes) => sizes.Sum(size => size * (size - 1) / 2);
}
