using AIOps.Incidents.RootCause;

namespace AIOps.Server.Offline;

/// <summary>Calls from traces: <c>time,caller,svc,OperationName,count,p50,p95,max,self_p50,self_p95</c>, times in microseconds.</summary>
internal static class CallTable
{
    public static IReadOnlyList<CallSeries> Read(string folder, string? baseline)
    {
        var series = new Dictionary<(string Caller, string Callee, string Operation), SortedDictionary<long, (double Count, double Latency, double Self)>>();
        Add(series, Path.Combine(folder, "traces_agg.csv"), 0);
        if (Companion.Of(baseline, "-traces.csv") is { } before)
        {
            Add(series, before, Companion.LongAgo);
        }

        return
        [
            .. series.Select(pair => new CallSeries(
                pair.Key.Caller.Length == 0 ? "" : RcaCase.Workload(pair.Key.Caller),
                RcaCase.Workload(pair.Key.Callee),
                pair.Key.Operation,
                [.. pair.Value.Keys],
                [.. pair.Value.Values.Select(step => step.Count)],
                [.. pair.Value.Values.Select(step => step.Latency)],
                [.. pair.Value.Values.Select(step => step.Self)])),
        ];
    }

    private static void Add(Dictionary<(string Caller, string Callee, string Operation), SortedDictionary<long, (double Count, double Latency, double Self)>> series, string path, long shift)
    {
        if (!File.Exists(path))
        {
            return;
        }

        using var table = new CsvTable(path);
        var (time, caller, callee, operation, count) = (table.Column("time"), table.Column("caller"), table.Column("svc"), table.Column("OperationName"), table.Column("count"));
        var (latency, self) = (table.Column("p95"), table.Column("self_p95"));
        while (table.Read())
        {
            var at = table.Number(time);
            if (!double.IsFinite(at))
            {
                continue;
            }

            var key = (table.Text(caller), table.Text(callee), table.Text(operation));
            if (!series.TryGetValue(key, out var steps))
            {
                series.Add(key, steps = []);
            }

            var calls = table.Number(count);
            steps[(long)(at * 1000) + shift] = (double.IsFinite(calls) ? calls : 0, table.Number(latency) / 1e6, table.Number(self) / 1e6);
        }
    }
}
