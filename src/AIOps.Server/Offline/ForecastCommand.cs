using System.CommandLine;
using System.Globalization;
using AIOps.Detection.Forecasting;
using Spectre.Console;

namespace AIOps.Server.Offline;

/// <summary>
/// <c>aiops forecast DIR --out OUT</c>: will a limit be crossed within the horizon? The limit is learnt from the first half of each series, so only the rows of the
/// second half are forecasts without knowledge of what came later.
/// </summary>
internal static class ForecastCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "Folder with CSV files: timestamp,value; Unix seconds or ISO 8601." };
        var output = new Option<string>("--out") { Description = "Folder for the results, same relative paths.", Required = true };
        var horizon = new Option<double>("--horizon") { Description = "Seconds ahead: 900, 3600, 14400 or 86400.", DefaultValueFactory = _ => 3600 };
        var quantile = new Option<double>("--limit-quantile") { Description = "The limit is this quantile of the first half of a series.", DefaultValueFactory = _ => 0.995 };
        var limit = new Option<double?>("--limit") { Description = "A given limit instead." };
        var command = new Command("forecast", "Forecasts crossings of a limit over recorded series.") { folder, output, horizon, quantile, limit };
        command.SetAction(async (parsed, cancelled) =>
        {
            var from = parsed.GetRequiredValue(folder);
            var to = parsed.GetRequiredValue(output);
            var ahead = Enum.GetValues<Horizon>().Where(one => Forecaster.Length(one).TotalSeconds.Equals(parsed.GetValue(horizon))).Cast<Horizon?>().FirstOrDefault();
            var share = parsed.GetValue(quantile);
            var problem = OfflineFiles.Check(from, to)
                ?? (ahead is null ? $"--horizon {parsed.GetValue(horizon)}: write 900, 3600, 14400 or 86400" : null)
                ?? (parsed.GetValue(limit) is { } wish && !double.IsFinite(wish) ? $"--limit {wish}: write a finite number in the unit of the values" : null)
                ?? (share is >= 0 and <= 1 ? null : $"--limit-quantile {share}: write a share between 0 and 1");
            if (problem is not null)
            {
                Console.Error.WriteLine(problem);
                return 2;
            }

            var given = parsed.GetValue(limit);
            var reports = await OfflineFiles.ProcessAsync(from, (file, relative, complain) => Process(file, relative, to, ahead!.Value, share, given, complain), cancelled);
            var table = new Table().Border(TableBorder.Simple).AddColumns("file", "rows", "days", "warnings", "alert rows", "mistakes");
            foreach (var report in reports)
            {
                table.AddRow(
                    Markup.Escape(report.File),
                    report.Rows.ToString(CultureInfo.InvariantCulture),
                    report.Days.ToString("0.0", CultureInfo.InvariantCulture),
                    report.Episodes.ToString(CultureInfo.InvariantCulture),
                    report.Alerts.ToString(CultureInfo.InvariantCulture),
                    Markup.Escape(report.Problem ?? report.Mistakes.ToString(CultureInfo.InvariantCulture)));
            }

            OfflineFiles.Print(table);
            return reports.Count == 0 || reports.Exists(report => report.Problem is not null) ? 1 : 0;
        });
        return command;
    }

    private static SeriesReport Process(string file, string relative, string output, Horizon horizon, double quantile, double? given, Action<string> complain)
    {
        var report = new SeriesReport(relative) { Metrics = 1 };
        using var writer = OfflineFiles.Create(output, relative);
        writer.WriteLine("timestamp,probability,alert");
        var limit = given ?? LimitOf(file, quantile, complain);
        // the pass that learns the limit has told the mistakes already
        using var rows = new CsvRows(file, given is null ? _ => { } : complain);
        if (limit is null || rows.Columns.Length == 0)
        {
            complain($"{relative}: no value to learn a limit from: write timestamp,value");
            report.Problem = "no values";
            return report;
        }

        if (rows.Columns.Length > 1)
        {
            complain($"{relative}: {rows.Columns.Length} value columns, only '{rows.Columns[0]}' is forecast: write a file for each of the others");
        }

        var forecaster = new Forecaster(limit.Value);
        long first = 0;
        var wasAlert = false;
        while (rows.MoveNext())
        {
            var forecast = rows.UnixMs is { } time ? forecaster.Observe(time, rows.Values[0]) : default;
            var alert = forecast.Alert(horizon);
            writer.Write(rows.Timestamp);
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $",{forecast.Within(horizon):0.######},{(alert ? 1 : 0)}"));
            first = first == 0 ? rows.UnixMs ?? 0 : first;
            report.Days = rows.UnixMs is { } now && first != 0 ? (now - first) / 86_400_000.0 : report.Days;
            report.Rows++;
            report.Alerts += alert ? 1 : 0;
            report.Episodes += alert && !wasAlert ? 1 : 0;
            wasAlert = alert;
        }

        report.Mistakes = rows.Mistakes;
        return report;
    }

    private static double? LimitOf(string file, double quantile, Action<string> complain)
    {
        using var rows = new CsvRows(file, complain);
        var values = new List<double>();
        long count = 0;
        while (rows.Columns.Length > 0 && rows.MoveNext())
        {
            count++;
            values.Add(rows.Values[0]);
        }

        var half = values.Take((int)(count / 2)).Where(double.IsFinite).ToArray();
        return half.Length == 0 ? null : Forecaster.LimitOf(half, quantile);
    }
}
