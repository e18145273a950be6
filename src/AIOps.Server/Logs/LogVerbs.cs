using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using AIOps.Server.Cli;
using Spectre.Console;

namespace AIOps.Server.Logs;

/// <summary><c>aiops logs top|new|show</c>: the templates that a running service knows.</summary>
internal static class LogVerbs
{
    private const string Bars = "▁▂▃▄▅▆▇█";

    public static Command Top()
    {
        var (workload, limit) = (Workload(), Limit());
        return Verb.Create("top", "Lists the most frequent log templates.", [], [workload, limit], async (call, cancellationToken) =>
            call.Show(await ListAsync(call, "top", workload, limit, cancellationToken), page =>
            {
                var table = Terminal.Table("template", "records", "per second", "lately", "severity", "message");
                foreach (var one in page.Items("items"))
                {
                    table.Row(Name(one), Records(one), one.Word("rate"), Sparkline(one), one.Word("severity"), one.Word("text"));
                }

                Print(call, table, page);
            }));
    }

    public static Command New()
    {
        var (workload, limit) = (Workload(), Limit());
        return Verb.Create("new", "Lists the log templates that were first seen last.", [], [workload, limit], async (call, cancellationToken) =>
            call.Show(await ListAsync(call, "new", workload, limit, cancellationToken), page =>
            {
                var table = Terminal.Table("template", "first seen (UTC)", "last seen (UTC)", "records", "severity", "message");
                foreach (var one in page.Items("items"))
                {
                    table.Row(Name(one), one.Moment("firstSeen"), one.Moment("lastSeen"), Records(one), one.Word("severity"), one.Word("text"));
                }

                Print(call, table, page);
            }));
    }

    public static Command Show()
    {
        var template = new Argument<string>("template") { Description = "As top and new name it: WORKLOAD#ID, or ID alone with --workload." };
        var workload = Workload();
        return Verb.Create("show", "Shows a log template with an example and the raw lines around its last record.", [template], [workload], async (call, cancellationToken) =>
        {
            var (owner, id) = Parse(call.Given.GetRequiredValue(template), call.Given.GetValue(workload));
            var found = await call.Service.GetAsync($"api/v1/logs/templates/{id}?workload={Uri.EscapeDataString(owner)}", cancellationToken);
            call.Show(found, detail =>
            {
                var one = detail.GetProperty("template");
                call.Console.Heading(one.Word("text"));
                call.Console.Line($"  {Name(one)}   {Records(one)} records   {one.Word("rate")}/s   {Sparkline(one)}   {one.Word("severity")}");
                call.Console.Line($"  first seen {one.Moment("firstSeen")}, last seen {one.Moment("lastSeen")} (UTC)");
                if (detail.Word("example") is { Length: > 0 } example)
                {
                    call.Console.Heading("example");
                    call.Console.Line("  " + example);
                }

                call.Console.Heading("around its last record");
                var around = detail.Items("linesAround").Select(line => line.GetString()).ToList();
                foreach (var line in around.Count > 0 ? around : ["(these lines are no longer held)"])
                {
                    call.Console.Line("  " + line);
                }
            });
        });
    }

    private static Option<string?> Workload() => new("--workload") { Description = "Only of this workload, such as service:shop/orders.", HelpName = "workload" };

    private static Option<int> Limit() => new("--limit") { Description = "Rows, 1 to 500.", DefaultValueFactory = _ => 20 };

    private static Task<JsonElement> ListAsync(VerbCall call, string order, Option<string?> workload, Option<int> limit, CancellationToken cancellationToken)
    {
        var of = call.Given.GetValue(workload) is { Length: > 0 } name ? $"&workload={Uri.EscapeDataString(name)}" : "";
        return call.Service.GetAsync(string.Create(CultureInfo.InvariantCulture, $"api/v1/logs/templates?order={order}&limit={call.Given.GetValue(limit)}{of}"), cancellationToken);
    }

    private static (string Workload, int Id) Parse(string template, string? workload)
    {
        var mark = template.LastIndexOf('#');
        var owner = mark > 0 ? template[..mark] : workload;
        if (string.IsNullOrEmpty(owner) || !int.TryParse(template.AsSpan(mark + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            throw new CommandFailure($"{template}: not a template; write it as aiops logs top shows it, such as service:shop/orders#12, or give the number and --workload");
        }

        return (owner, id);
    }

    private static string Name(JsonElement template) => $"{template.Word("workload")}#{template.Word("id")}";

    private static string Records(JsonElement template) => template.GetProperty("records").GetInt64().ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A bar for each bucket, as high as its share of the highest.</summary>
    private static string Sparkline(JsonElement template)
    {
        var counts = template.Items("recent").Select(count => count.GetInt32()).ToList();
        var most = counts.DefaultIfEmpty().Max();
        return string.Concat(counts.Select(count => most == 0 ? Bars[0] : Bars[(int)((long)count * (Bars.Length - 1) / most)]));
    }

    private static void Print(VerbCall call, Table table, JsonElement page)
    {
        call.Console.Write(table);
        if (page.TryGetProperty("next", out var next) && next.ValueKind == JsonValueKind.Number)
        {
            call.Console.Line($"{page.Word("total")} templates in all; --limit shows more.");
        }
    }
}
