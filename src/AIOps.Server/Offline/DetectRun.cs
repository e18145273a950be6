using System.Globalization;
using System.Text.Json;
using AIOps.Contracts.Telemetry;
using AIOps.Detection.Entities;
using AIOps.Detection.Metrics;

namespace AIOps.Server.Offline;

/// <summary>One run of <c>aiops detect</c>: file in, scores out.</summary>
internal sealed class DetectRun(DetectorProfile profile, string output, bool explain, bool plot)
{
    public SeriesReport Process(string file, string relative, Action<string> complain)
    {
        using var rows = new CsvRows(file, complain);
        var report = new SeriesReport(relative) { Metrics = rows.Columns.Length };
        if (rows.Columns.Length == 0)
        {
            complain($"{relative}: empty, or no value column: write timestamp,value");
            report.Problem = "no value column";
        }

        using var scores = OfflineFiles.Create(output, relative);
        scores.WriteLine("timestamp,score,alert");
        using var lines = explain ? OfflineFiles.Create(output, Path.ChangeExtension(relative, ".explain.jsonl")) : null;
        var chart = plot ? new SeriesChart() : null;
        if (rows.Columns.Length > 1)
        {
            Entity(rows, relative, report, scores, lines, chart);
        }
        else if (rows.Columns.Length == 1)
        {
            Series(rows, report, scores, lines, chart);
        }

        if (chart is not null)
        {
            using var picture = OfflineFiles.Create(output, Path.ChangeExtension(relative, ".svg"));
            picture.Write(chart.Draw($"{relative} — {profile.Identity}"));
        }

        report.Mistakes = rows.Mistakes;
        return report;
    }

    private void Series(CsvRows rows, SeriesReport report, StreamWriter scores, StreamWriter? lines, SeriesChart? chart)
    {
        var detector = new SeriesDetector(profile, SeriesKind.Gauge);
        long first = 0, last = 0;
        while (rows.MoveNext())
        {
            var verdict = rows.UnixMs is { } time ? detector.Observe(time, rows.Values[0]) : default;
            Count(report, rows, verdict.Judged, verdict.Alert, verdict.Transition, ref first, ref last);
            Write(scores, rows.Timestamp, verdict.Score, verdict.Alert);
            if (verdict.Judged)
            {
                chart?.Add(last, verdict.Value, verdict.Lower, verdict.Upper, verdict.Score, verdict.Alert);
            }

            if (lines is not null && verdict.Transition != Transition.None)
            {
                lines.WriteLine(JsonSerializer.Serialize(new
                {
                    timestamp = rows.Timestamp,
                    transition = verdict.Transition.ToString(),
                    statistic = verdict.Statistic.ToString(),
                    value = verdict.Value,
                    expected = verdict.Expected,
                    lower = verdict.Lower,
                    upper = verdict.Upper,
                    direction = verdict.Direction.ToString(),
                    evidence = Math.Round(verdict.Evidence, 3),
                    needed = Math.Round(verdict.Needed, 3),
                    ground = verdict.Ground.ToString(),
                    onset = DateTimeOffset.FromUnixTimeMilliseconds(verdict.OnsetMs),
                    profile = profile.Identity,
                }));
            }
        }
    }

    private void Entity(CsvRows rows, string relative, SeriesReport report, StreamWriter scores, StreamWriter? lines, SeriesChart? chart)
    {
        var detectors = rows.Columns.Select(_ => new SeriesDetector(profile, SeriesKind.Gauge)).ToArray();
        var entity = new EntityDetector(profile, detectors.Length);
        var evidence = new double[detectors.Length];
        var order = new int[detectors.Length];
        long first = 0, last = 0;
        using var contributions = OfflineFiles.Create(output, Path.ChangeExtension(relative, ".contributions.json"));
        contributions.Write('{');
        var separator = "";
        while (rows.MoveNext())
        {
            var verdict = default(EntityVerdict);
            var judged = false;
            if (rows.UnixMs is { } time && (report.Rows == report.NotJudged || time > last))
            {
                for (var metric = 0; metric < detectors.Length; metric++)
                {
                    var one = detectors[metric].Observe(time, rows.Values[metric]);
                    evidence[metric] = one.Judged ? one.Evidence : double.NaN;
                }

                verdict = entity.Observe(time, evidence);
                judged = true;
                chart?.Add(time, verdict.Evidence, 0, 0, verdict.Score, verdict.Alert);
            }

            Count(report, rows, judged, verdict.Alert, verdict.Transition, ref first, ref last);
            Write(scores, rows.Timestamp, verdict.Score, verdict.Alert);
            if (!verdict.Alert && (lines is null || verdict.Transition == Transition.None))
            {
                continue;
            }

            entity.Rank(order);
            if (verdict.Alert)
            {
                contributions.Write(separator);
                contributions.Write(JsonSerializer.Serialize(rows.Timestamp));
                contributions.Write(':');
                contributions.Write(JsonSerializer.Serialize(order.Select(metric => rows.Columns[metric])));
                separator = ",\n";
            }

            if (verdict.Transition != Transition.None)
            {
                lines?.WriteLine(JsonSerializer.Serialize(new
                {
                    timestamp = rows.Timestamp,
                    transition = verdict.Transition.ToString(),
                    evidence = Math.Round(verdict.Evidence, 3),
                    onset = DateTimeOffset.FromUnixTimeMilliseconds(verdict.OnsetMs),
                    metrics = order.Take(5).Select(metric => rows.Columns[metric]),
                    profile = profile.Identity,
                }));
            }
        }

        contributions.WriteLine('}');
    }

    private static void Count(SeriesReport report, CsvRows rows, bool judged, bool alert, Transition transition, ref long first, ref long last)
    {
        report.Rows++;
        report.NotJudged += judged ? 0 : 1;
        report.Alerts += alert ? 1 : 0;
        report.Episodes += transition == Transition.Opened ? 1 : 0;
        if (judged && rows.UnixMs is { } time)
        {
            first = first == 0 ? time : first;
            last = time;
            report.Days = (last - first) / 86_400_000.0;
        }
    }

    private static void Write(StreamWriter writer, string timestamp, double score, bool alert)
    {
        Span<char> number = stackalloc char[32];
        score.TryFormat(number, out var length, "0.#######", CultureInfo.InvariantCulture);
        writer.Write(timestamp);
        writer.Write(',');
        writer.Write(number[..length]);
        writer.WriteLine(alert ? ",1" : ",0");
    }
}
