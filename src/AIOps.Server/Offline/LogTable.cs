using AIOps.Contracts.Telemetry;
using AIOps.Incidents.RootCause;

namespace AIOps.Server.Offline;

/// <summary>Counts of log templates: <c>time,service,level,template,count</c>.</summary>
internal static class LogTable
{
    public static IReadOnlyList<LogCounts> Read(string folder, string? baseline)
    {
        var series = new Dictionary<(string Service, string Template, string Level), SortedDictionary<long, double>>();
        Add(series, Path.Combine(folder, "logs_agg.csv"), 0);
        if (Companion.Of(baseline, "-logs.csv") is { } before)
        {
            Add(series, before, Companion.LongAgo);
        }

        return
        [
            .. series.Select(pair => new LogCounts(
                new EntityId(RcaCase.Workload(pair.Key.Service)), pair.Key.Template, Level(pair.Key.Level), [.. pair.Value.Keys], [.. pair.Value.Values])),
        ];
    }

    private static void Add(Dictionary<(string Service, string Template, string Level), SortedDictionary<long, double>> series, string path, long shift)
    {
        if (!File.Exists(path))
        {
            return;
        }

        using var table = new CsvTable(path);
        var (time, service, level, template, count) = (table.Column("time"), table.Column("service"), table.Column("level"), table.Column("template"), table.Column("count"));
        while (table.Read())
        {
            var at = table.Number(time);
            var lines = table.Number(count);
            if (double.IsFinite(at) && double.IsFinite(lines))
            {
                var key = (table.Text(service), table.Text(template), table.Text(level));
                if (!series.TryGetValue(key, out var counts))
                {
                    series.Add(key, counts = []);
                }

                var ms = (long)(at * 1000) + shift;
                counts[ms] = counts.GetValueOrDefault(ms) + lines;
            }
        }
    }

    private static LogSeverity Level(string text) => text.ToUpperInvariant() switch
    {
        "FATAL" or "CRITICAL" or "PANIC" => LogSeverity.Fatal,
        "ERROR" or "ERR" or "SEVERE" => LogSeverity.Error,
        "WARN" or "WARNING" => LogSeverity.Warning,
        "INFO" => LogSeverity.Information,
        "DEBUG" => LogSeverity.Debug,
        "TRACE" => LogSeverity.Trace,
        _ => LogSeverity.Unspecified,
    };
}
