using AIOps.Contracts.Storage;
using AIOps.Incidents.Topology;

namespace AIOps.Incidents.RootCause;

/// <summary>
/// Book-keeping of trouble along calls: each workload's extra trouble is requests × extra latency (or extra failed requests) after the onset; what its callees have
/// is not its own. Who keeps the most is where it comes from. A callee that did not exist before is trouble of the caller that began to call it.
/// </summary>
internal sealed class FlowBlame
{
    private readonly Dictionary<string, double> _mass = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _certainty = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _material = new(StringComparer.Ordinal);
    private readonly HashSet<string> _new = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unfamiliar = new(StringComparer.Ordinal);

    private FlowBlame()
    {
    }

    /// <summary>Own trouble of each workload that has some.</summary>
    public Dictionary<string, FlowShare> Shares { get; } = new(StringComparer.Ordinal);

    /// <summary>Books one kind of trouble.</summary>
    /// <param name="byWorkload">The series of each workload.</param>
    /// <param name="topology">Who calls whom.</param>
    /// <param name="failures">Failed requests, else latency.</param>
    /// <param name="reach">Workloads that the symptom needs; empty when that is not known.</param>
    /// <param name="elsewhere">Trouble in a workload's mass that is known to be neither its own nor its callees', or null.</param>
    public static FlowBlame Of(
        IReadOnlyDictionary<string, List<SeriesNormal>> byWorkload, TopologyGraph topology, bool failures, IReadOnlySet<string> reach, IReadOnlyDictionary<string, double>? elsewhere = null)
    {
        var blame = new FlowBlame();
        foreach (var (workload, series) in byWorkload)
        {
            blame.Book(workload, series, failures);
        }

        foreach (var (workload, mass) in blame._mass)
        {
            if (blame._new.Contains(workload) || mass <= 0)
            {
                continue;
            }

            var passed = topology.Callees(workload).Where(callee => !blame._new.Contains(callee)).Sum(callee => blame._mass.GetValueOrDefault(callee));
            var own = mass - passed - (elsewhere?.GetValueOrDefault(workload) ?? 0);
            if (own > 0)
            {
                var certainty = blame._certainty[workload];
                var weighted = own * Math.Min(1, certainty / 5) * (reach.Count == 0 || reach.Contains(workload) ? 1 : RootCauseWeights.OutOfReach);
                var felt = blame._unfamiliar.Contains(workload) ? 0 : own / blame._material[workload] * Math.Min(1, certainty / 2);
                blame.Shares[workload] = new FlowShare(mass, own, weighted, 0, felt);
            }
        }

        var most = blame.Shares.Values.Select(share => share.Weighted).DefaultIfEmpty(0).Max();
        foreach (var (workload, share) in blame.Shares.ToArray())
        {
            blame.Shares[workload] = share with { Relative = most > 0 ? share.Weighted / most * Math.Min(1, share.Own / blame._material[workload]) : 0 };
        }

        return blame;
    }

    private void Book(string workload, List<SeriesNormal> series, bool failures)
    {
        var requests = series.FirstOrDefault(normal => normal.Class == SignalClass.Traffic);
        var trouble = failures ? series.FirstOrDefault(normal => normal.Class == SignalClass.Success) : Latency(series);
        if (requests is null || trouble is null || requests.Window.Times.Count != trouble.Window.Times.Count)
        {
            return;
        }

        var values = trouble.Window.Values;
        var full = failures ? Full(values) : 0;
        double Value(int i) => failures ? (full - values[i]) / full : values[i];
        double Traffic(int i) => double.IsFinite(requests.Window.Values[i]) ? requests.Window.Values[i] : 0;

        var normal = new List<double>();
        var traffic = 0.0;
        for (var i = 0; i < trouble.NormalCount; i++)
        {
            traffic += Traffic(i);
            if (double.IsFinite(values[i]) && Traffic(i) > 0)
            {
                normal.Add(Value(i));
            }
        }

        var usual = normal.Count < 3 ? 0 : failures ? normal.Average() : Median(normal);
        if (usual <= 0)
        {
            _unfamiliar.Add(workload);
        }

        double after = 0, afterTraffic = 0;
        var steps = 0;
        for (var i = trouble.First; i < trouble.End; i++)
        {
            steps++;
            if (double.IsFinite(values[i]) && Traffic(i) > 0)
            {
                after += (Value(i) - usual) * Traffic(i);
                afterTraffic += Traffic(i);
            }
        }

        if (steps == 0 || afterTraffic == 0)
        {
            return;
        }

        if (traffic == 0)
        {
            _new.Add(workload);
        }

        var before = 0.0;
        var masses = new List<double>();
        for (var i = 0; i < trouble.NormalCount; i++)
        {
            if (double.IsFinite(values[i]))
            {
                var mass = (Value(i) - usual) * Traffic(i);
                before += mass;
                masses.Add(mass);
            }
        }

        var meanAfter = after / steps;
        var meanBefore = masses.Count > 2 ? before / trouble.NormalCount : 0;
        var extra = Math.Max(0, meanAfter - meanBefore);
        var usualMass = 0.0;
        if (masses.Count > 2)
        {
            var ceiling = masses.Order().ElementAt((int)(.98 * (masses.Count - 1)));
            usualMass = Math.Sqrt(masses.Average(mass => Math.Min(mass, ceiling) * Math.Min(mass, ceiling)));
        }

        _mass[workload] = extra;

        // The largest of all may still be a trifle: one request of thousands, a tenth of the usual time.
        _material[workload] = afterTraffic / steps * (failures ? RootCauseWeights.MaterialFailures : RootCauseWeights.MaterialLatency * usual) is > 0 and var material ? material : 1e-12;
        _certainty[workload] = extra / ((usualMass / Math.Sqrt(steps)) + 1e-9 + (.02 * afterTraffic / steps * (failures ? .01 : usual)));
    }

    private static SeriesNormal? Latency(List<SeriesNormal> series)
    {
        // The mean is what adds up along calls; a percentile stands in for it. What a workload waits for as a client is not its own.
        return series.Where(normal => normal.Class == SignalClass.Latency && !normal.Window.Series.Metric.Contains("client", StringComparison.OrdinalIgnoreCase))
            .OrderBy(normal => Order(normal.Window.Series.Metric)).FirstOrDefault();
    }

    private static int Order(string metric)
    {
        var name = metric.ToLowerInvariant();
        return name.Contains("average", StringComparison.Ordinal) || name.Contains("mean", StringComparison.Ordinal) || name.Contains("avg", StringComparison.Ordinal) ? 0
            : name.Contains("p50", StringComparison.Ordinal) ? 1
            : name.Contains("p90", StringComparison.Ordinal) ? 2
            : name.Contains("p95", StringComparison.Ordinal) ? 3
            : 4;
    }

    /// <summary>1 for a ratio, 100 for a percentage.</summary>
    private static double Full(IReadOnlyList<double> values) => values.Any(value => value > 1.5) ? 100 : 1;

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
