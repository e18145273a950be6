using System.CommandLine;

namespace AIOps.Server.Cli;

/// <summary><c>aiops kill-switch list|pull|lift</c>, <c>aiops runbooks</c> and <c>aiops problems</c>.</summary>
internal static class AutomationVerbs
{
    public static Command KillSwitch()
    {
        var command = new Command("kill-switch", "Stops automation at once, or lets it act again.");
        command.Subcommands.Add(List());
        command.Subcommands.Add(Pull());
        command.Subcommands.Add(Lift());
        return command;
    }

    public static Command Runbooks() => Verb.Create("runbooks", "Lists runbooks.", [], [], async (call, cancellationToken) =>
        call.Show(await call.Service.GetAsync("api/v1/runbooks?limit=500", cancellationToken), page =>
        {
            var table = Terminal.Table("id", "version", "title", "owner", "at most");
            foreach (var one in page.Items("items"))
            {
                table.Row(one.Word("id"), one.Word("version"), one.Word("title"), one.Word("owner"), one.Word("maxAutonomy"));
            }

            call.Console.Write(table);
        }));

    public static Command Problems() => Verb.Create("problems", "Lists repairs that recur, with what they have cost: their cause is still there.", [], [], async (call, cancellationToken) =>
        call.Show(await call.Service.GetAsync("api/v1/problems?limit=100", cancellationToken), page =>
        {
            var table = Terminal.Table("service", "repair", "runs", "time spent", "since (UTC)", "last (UTC)", "what");
            var problems = page.Items("items").ToList();
            foreach (var one in problems)
            {
                table.Row(one.Word("service"), one.Word("runbookId"), $"{one.Items("runIds").Count()}", one.Word("cost"), one.Moment("openedAt"), one.Moment("lastAt"), one.Word("summary"));
            }

            if (problems.Count > 0)
            {
                call.Console.Write(table);
            }
            else
            {
                call.Console.Line("No repair recurs.");
            }
        }));

    private static Argument<string> Scope() => new("scope") { Description = "global, service:NAME or runbook:ID.", DefaultValueFactory = _ => "global" };

    private static Command List() => Verb.Create("list", "Lists kill switches that are pulled.", [], [], async (call, cancellationToken) =>
        call.Show(await call.Service.GetAsync("api/v1/kill-switches", cancellationToken), page =>
        {
            var table = Terminal.Table("scope", "pulled by", "at (UTC)", "reason");
            var any = false;
            foreach (var one in page.Items("items"))
            {
                table.Row(one.Word("scope"), one.Word("by"), one.Moment("at"), one.Word("reason"));
                any = true;
            }

            if (any)
            {
                call.Console.Write(table);
            }
            else
            {
                call.Console.Line("No kill switch is pulled: automation may act.");
            }
        }));

    private static Command Pull()
    {
        var scope = Scope();
        var reason = new Option<string>("--reason") { Description = "Why; others will read it.", Required = true };
        return Verb.Create("pull", "Stops automation at once.", [scope], [reason], async (call, cancellationToken) =>
        {
            var answer = await call.Service.SendAsync(HttpMethod.Put, $"api/v1/kill-switches/{Uri.EscapeDataString(call.Given.GetValue(scope)!)}", new { reason = call.Given.GetValue(reason) }, cancellationToken);
            call.Show(answer, pulled => call.Console.Line($"Automation stands still: {pulled.Word("scope")}. Lift it with: aiops kill-switch lift {pulled.Word("scope")}"));
        });
    }

    private static Command Lift()
    {
        var scope = Scope();
        return Verb.Create("lift", "Lets automation act again.", [scope], [], async (call, cancellationToken) =>
        {
            await call.Service.SendAsync(HttpMethod.Delete, $"api/v1/kill-switches/{Uri.EscapeDataString(call.Given.GetValue(scope)!)}", null, cancellationToken);
            call.Console.Line($"Lifted: {call.Given.GetValue(scope)}.");
        });
    }
}
