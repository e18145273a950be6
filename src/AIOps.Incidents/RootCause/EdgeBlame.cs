namespace AIOps.Incidents.RootCause;

/// <summary>
/// Where calls lose time on the way: client minus server latency of each edge after the onset against the same before. A network fault at a workload shows on all its
/// edges, at the other end of each only on that one; so what is lost counts by the share of a workload's calls that lose it.
/// </summary>
internal sealed class EdgeBlame
{
    private const int Run = 3;
    private const double LeastSeconds = .01;
    private readonly Dictionary<string, (double Mass, double SlowCalls, double Calls, double Seconds, double Strength, int Slow, int Edges)> _ends = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _onTheWay = new(StringComparer.Ordinal);

    /// <summary>Shares of the workloads with slow edges.</summary>
    public Dictionary<string, EdgeShare> Shares { get; } = new(StringComparer.Ordinal);

    /// <summary>Seconds a second that a caller's requests wait on the way to its callees: its own latency shows them, but they are not its own.</summary>
    public IReadOnlyDictionary<string, double> OnTheWay => _onTheWay;

    public static EdgeBlame Of(IReadOnlyList<EdgeLatency> edges, Func<string, string> canonical, long normalUntilMs, long fromMs, long toMs)
    {
        var blame = new EdgeBlame();
        foreach (var edge in edges)
        {
            blame.Book(edge, canonical(edge.Caller), canonical(edge.Callee), normalUntilMs, fromMs, toMs);
        }

        // One end of a single slow edge is as likely as the other; the callee then goes first by a little, since more depend on it.
        var blamed = blame._ends.Where(end => end.Value.Slow > 0).ToDictionary(end => end.Key, end => end.Value.Mass * end.Value.SlowCalls / end.Value.Calls, StringComparer.Ordinal);
        var most = blamed.Values.DefaultIfEmpty(0).Max();
        foreach (var (workload, mass) in blamed)
        {
            var end = blame._ends[workload];
            blame.Shares[workload] = new EdgeShare(end.Seconds, end.Slow, end.Edges, most > 0 ? end.Strength * mass / most : 0);
        }

        return blame;
    }

    private void Book(EdgeLatency edge, string caller, string callee, long normalUntilMs, long fromMs, long toMs)
    {
        if (caller == callee)
        {
            return;
        }

        var before = new List<double>();
        var after = new List<double>();
        var usual = new List<double>();
        double calls = 0;
        var count = new[] { edge.Times.Count, edge.Calls.Count, edge.Client.Count, edge.Server.Count }.Min();
        for (var i = 0; i < count; i++)
        {
            var gap = edge.Client[i] - edge.Server[i];
            if (!double.IsFinite(gap) || !(edge.Calls[i] > 0))
            {
                continue;
            }

            if (edge.Times[i] < normalUntilMs)
            {
                before.Add(gap);
                usual.Add(edge.Client[i]);
            }
            else if (edge.Times[i] >= fromMs && edge.Times[i] < toMs)
            {
                after.Add(gap);
                calls += edge.Calls[i];
            }
        }

        if (before.Count < Run || after.Count < Run)
        {
            return;
        }

        calls /= after.Count;
        var normal = Median(before);
        var extra = Highest(after) - normal;
        // Beyond what its own runs reach, a part of what the call usually takes, and what a busy machine adds.
        var slow = extra > (2 * Math.Max(0, Highest(before) - normal)) + (.2 * Median(usual)) + LeastSeconds;
        // A call that takes twice as long is half the evidence that one is which takes for ever.
        var strength = extra / (extra + Math.Max(0, Median(usual)));
        Add(caller, slow ? extra : 0, strength, calls, .95);
        Add(callee, slow ? extra : 0, strength, calls, 1);
        if (slow)
        {
            _onTheWay[caller] = _onTheWay.GetValueOrDefault(caller) + (extra * calls);
        }
    }

    private void Add(string workload, double extra, double strength, double calls, double weight)
    {
        var end = _ends.GetValueOrDefault(workload);
        _ends[workload] = extra > 0
            ? (end.Mass + (weight * extra * calls), end.SlowCalls + calls, end.Calls + calls, Math.Max(end.Seconds, extra), Math.Max(end.Strength, strength), end.Slow + 1, end.Edges + 1)
            : end with { Calls = end.Calls + calls, Edges = end.Edges + 1 };
    }

    /// <summary>The highest median of three in a row: one slow step is chance.</summary>
    private static double Highest(List<double> gaps)
    {
        var highest = double.NegativeInfinity;
        for (var i = Run - 1; i < gaps.Count; i++)
        {
            var (a, b, c) = (gaps[i - 2], gaps[i - 1], gaps[i]);
            highest = Math.Max(highest, Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c)));
        }

        return highest;
    }

    private static double Median(List<double> values) => OrderStatistics.Quantile(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(new List<double>(values)), .5);
}
