using System.CommandLine;
using System.Globalization;
using AIOps.Detection.Metrics;
using Spectre.Console;

namespace AIOps.Server.Offline;

/// <summary><c>aiops detect DIR --out OUT</c>: the detector of the running service over recorded series, strictly causal.</summary>
internal static class DetectCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "Folder with CSV files: timestamp,value or timestamp,m0,m1,… (one file an entity); Unix seconds or ISO 8601." };
        var output = new Option<string>("--out") { Description = "Folder for the results, same relative paths.", Required = true };
        var profile = new Option<string?>("--profile") { Description = "Profile from models/ (see 'aiops models list'), or a YAML file." };
        var budget = new Option<double?>("--budget") { Description = "Ceiling of false alerts per series and day (default: the profile's)." };
        var explain = new Option<bool>("--explain") { Description = "Also write <name>.explain.jsonl: a line for each anomaly that opened, worsened or closed." };
        var plot = new Option<bool>("--plot") { Description = "Also write <name>.svg with band, score and alerts." };
        var command = new Command("detect", "Finds anomalies in recorded series.") { folder, output, profile, budget, explain, plot };
        command.SetAction(async (parsed, cancelled) =>
        {
            var from = parsed.GetRequiredValue(folder);
            var to = parsed.GetRequiredValue(output);
            var chosen = parsed.GetValue(profile);
            if (OfflineFiles.Check(from, to) is { } problem)
            {
                Console.Error.WriteLine(problem);
                return 2;
            }

            if (parsed.GetValue(budget) is { } wanted && (wanted is <= 0 or > 1000 || double.IsNaN(wanted)))
            {
                Console.Error.WriteLine($"--budget {wanted}: write false alerts per series and day, above 0 and at most 1000");
                return 2;
            }

            var (settings, why) = ProfileChoice.Load(chosen);
            if (settings is null)
            {
                Console.Error.WriteLine(why);
                return 2;
            }

            settings = parsed.GetValue(budget) is { } ceiling ? settings with { Budget = ceiling } : settings;
            var run = new DetectRun(settings, to, parsed.GetValue(explain), parsed.GetValue(plot));
            var reports = await OfflineFiles.ProcessAsync(from, run.Process, cancelled);
            Print(reports, settings);
            return reports.Count == 0 || reports.Exists(report => report.Problem is not null) ? 1 : 0;
        });
        return command;
    }

    private static void Print(List<SeriesReport> reports, DetectorProfile profile)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("file", "rows", "metrics", "days", "episodes", "per day", "alert rows", "not judged", "mistakes");
        foreach (var report in reports)
        {
            table.AddRow(
                Markup.Escape(report.File),
                report.Rows.ToString(CultureInfo.InvariantCulture),
                report.Metrics.ToString(CultureInfo.InvariantCulture),
                report.Days.ToString("0.0", CultureInfo.InvariantCulture),
                report.Episodes.ToString(CultureInfo.InvariantCulture),
                report.Days > 0 ? (report.Episodes / report.Days).ToString("0.00", CultureInfo.InvariantCulture) : "",
                report.Alerts.ToString(CultureInfo.InvariantCulture),
                report.NotJudged.ToString(CultureInfo.InvariantCulture),
                Markup.Escape(report.Problem ?? report.Mistakes.ToString(CultureInfo.InvariantCulture)));
        }

        OfflineFiles.Print(table);
        Console.WriteLine($"{reports.Count} files, profile {profile.Identity}, ceiling {profile.Budget} false alerts per series-day");
    }
}
