using System.CommandLine;
using Spectre.Console;

namespace AIOps.Server.Cli;

/// <summary><c>aiops anomalies</c> and <c>aiops anomaly feedback</c>.</summary>
internal static class AnomalyVerbs
{
    public static Command List()
    {
        var state = new Option<string>("--state") { Description = "open, cleared, gone or all.", DefaultValueFactory = _ => "open" };
        var entity = new Option<string?>("--entity") { Description = "Only of this workload or member." };
        var limit = new Option<int>("--limit") { Description = "Most rows.", DefaultValueFactory = _ => 50 };
        return Verb.Create("anomalies", "Lists anomalies, newest first.", [], [state, entity, limit], async (call, cancellationToken) =>
        {
            var wanted = call.Given.GetValue(state)!;
            var path = $"api/v1/anomalies?limit={call.Given.GetValue(limit)}{(wanted == "all" ? "" : $"&state={Uri.EscapeDataString(wanted)}")}{(call.Given.GetValue(entity) is { } name ? $"&entity={Uri.EscapeDataString(name)}" : "")}";
            call.Show(await call.Service.GetAsync(path, cancellationToken), page =>
            {
                var table = Terminal.Table("id", "severity", "state", "since (UTC)", "entity", "signal", "value", "expected");
                var count = 0;
                foreach (var one in page.Items("items"))
                {
                    var whose = one.GetProperty("entity");
                    var member = whose.Word("member");
                    table.Row(one.Word("id"), one.Word("severity"), one.Word("state"), one.Moment("onsetAt"), member.Length == 0 ? whose.Word("workload") : $"{whose.Word("workload")}@{member}", one.Word("signal"), one.Word("value"), one.Word("expected"));
                    count++;
                }

                if (count == 0)
                {
                    call.Console.Line(wanted == "open" ? "No anomaly is open. aiops anomalies --state all shows the past." : "There are none.");
                }
                else
                {
                    call.Console.Write(table);
                }
            });
        });
    }

    public static Command One()
    {
        var id = new Argument<string>("id") { Description = "The anomaly, as aiops anomalies lists it." };
        var kind = new Argument<string>("kind") { Description = "true: a real problem. false: none; as strong is no alert for weeks. expected: the present level is the new normal." };
        kind.AcceptOnlyFromAmong("true", "false", "expected");
        var note = new Option<string?>("--note") { Description = "Why; others will read it." };
        var command = new Command("anomaly", "Says what an anomaly was.");
        command.Subcommands.Add(Verb.Create("feedback", "Changes the model of the anomaly's series, not only its notification.", [id, kind], [note], async (call, cancellationToken) =>
            call.Show(
                await call.Service.PostAsync($"api/v1/anomalies/{Uri.EscapeDataString(call.Given.GetValue(id)!)}/feedback", new { kind = call.Given.GetValue(kind), note = call.Given.GetValue(note) }, cancellationToken),
                said => call.Console.Line($"{said.Word("signal")} of {said.Word("workload")}: {said.Word("kind")}, applied within seconds."))));
        return command;
    }
}
