using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;

namespace AIOps.Server.Offline;

/// <summary>The columns <c>service[@instance]|metric</c> of a case and of the fault-free stretch that stands before it.</summary>
internal sealed record MetricColumns(IReadOnlyList<SeriesWindow> Series, long? NormalUntilMs)
{
    public static MetricColumns Read(string path, string? baselinePath)
    {
        var own = Load(path);
        var before = baselinePath is not null && File.Exists(baselinePath) ? Load(baselinePath) : null;
        var normal = before?.Columns.ToDictionary(column => column.Name, column => column.Values, StringComparer.Ordinal);
        var series = new List<SeriesWindow>();
        // The fault-free stretch was recorded at another time: it is moved to stand right before the case.
        var shift = before is null || own.Times.Count == 0 || before.Times.Count == 0 ? 0 : own.Times[0] - before.Times[^1] - Step(own.Times);
        foreach (var (name, values) in own.Columns)
        {
            if (Key(name) is not { } key)
            {
                continue;
            }

            if (before is null)
            {
                series.Add(new SeriesWindow(key, own.Times, values));
            }
            else if (normal!.TryGetValue(name, out var past))
            {
                series.Add(new SeriesWindow(key, [.. before.Times.Select(time => time + shift), .. own.Times], [.. past, .. values]));
            }
            else
            {
                // It did not exist when all was well.
                series.Add(new SeriesWindow(key, own.Times, values));
            }
        }

        return new MetricColumns(series, before is null || own.Times.Count == 0 ? null : own.Times[0]);
    }

    public static string Column(SeriesKey key) => $"{key.Entity.Name}{(key.Entity.Member is { } member ? $"@{member}" : "")}|{key.Metric}";

    private static SeriesKey? Key(string column)
    {
        var bar = column.IndexOf('|', StringComparison.Ordinal);
        if (bar <= 0 || bar == column.Length - 1)
        {
            return null;
        }

        var entity = column[..bar];
        var at = entity.IndexOf('@', StringComparison.Ordinal);
        var workload = RcaCase.Workload(at > 0 ? entity[..at] : entity);
        return new SeriesKey(new EntityId(workload, at > 0 && at < entity.Length - 1 ? entity[(at + 1)..] : null), column[(bar + 1)..], [], "", SeriesKind.Gauge);
    }

    private static long Step(IReadOnlyList<long> times) => times.Count > 1 ? times[1] - times[0] : 60_000;

    private static (IReadOnlyList<long> Times, IReadOnlyList<(string Name, double[] Values)> Columns) Rows(CsvTable table)
    {
        var time = table.Column("time");
        var times = new List<long>();
        var rows = new List<double[]>();
        while (table.Read())
        {
            var at = table.Number(time);
            if (!double.IsFinite(at))
            {
                continue;
            }

            times.Add((long)(at * 1000));
            var row = new double[table.Header.Count];
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = i == time ? double.NaN : table.Number(i);
            }

            rows.Add(row);
        }

        var order = Enumerable.Range(0, times.Count).OrderBy(i => times[i]).ToArray();
        return ([.. order.Select(i => times[i])], [.. Enumerable.Range(0, table.Header.Count).Where(i => i != time).Select(i => (table.Header[i], order.Select(row => rows[row][i]).ToArray()))]);
    }

    private static Recorded Load(string path)
    {
        using var table = new CsvTable(path);
        var (times, columns) = Rows(table);
        return new Recorded(times, columns);
    }

    private sealed record Recorded(IReadOnlyList<long> Times, IReadOnlyList<(string Name, double[] Values)> Columns);
}
