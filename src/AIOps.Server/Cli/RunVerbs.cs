using System.CommandLine;
using Spectre.Console;

namespace AIOps.Server.Cli;

/// <summary><c>aiops runs</c>, <c>aiops run show</c>, <c>aiops approve|reject|cancel</c>.</summary>
internal static class RunVerbs
{
    public static Command List()
    {
        var state = new Option<string?>("--state") { Description = "States joined by commas, or active." };
        var incident = new Option<string?>("--incident") { Description = "Only for this incident." };
        return Verb.Create("runs", "Lists runs of runbooks, newest first.", [], [state, incident], async (call, cancellationToken) =>
        {
            var path = $"api/v1/runs?limit=50{(call.Given.GetValue(state) is { } states ? $"&state={Uri.EscapeDataString(states)}" : "")}{(call.Given.GetValue(incident) is { } of ? $"&incident={Uri.EscapeDataString(of)}" : "")}";
            call.Show(await call.Service.GetAsync(path, cancellationToken), page =>
            {
                var table = Terminal.Table("id", "state", "runbook", "targets", "incident", "planned (UTC)", "verdict or reason");
                var count = 0;
                foreach (var run in page.Items("items"))
                {
                    var targets = run.TryGetProperty("plan", out var plan) ? string.Join(", ", plan.Items("targets").Select(target => target.GetString())) : run.Word("service");
                    table.Row(run.Word("id"), run.Word("state"), $"{run.Word("runbookId")} {run.Word("runbookVersion")}", targets, run.Word("incidentId"), run.Moment("plannedAt"), run.Word("verification", "verdict") is { Length: > 0 } verdict ? verdict : run.Word("reason"));
                    count++;
                }

                if (count == 0)
                {
                    call.Console.Line("No runs.");
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
        var id = Id();
        var command = new Command("run", "Shows a run.");
        command.Subcommands.Add(Verb.Create("show", "Shows plan, steps, masked output and verdict.", [id], [], async (call, cancellationToken) =>
            call.Show(await call.Service.GetAsync($"api/v1/runs/{Uri.EscapeDataString(call.Given.GetValue(id)!)}", cancellationToken), run => Print(call.Console, run))));
        return command;
    }

    public static Command Approve()
    {
        var id = Id();
        var hash = new Option<string?>("--plan") { Description = "Hash of the plan that was seen; without it the plan is shown and taken as seen only with --yes." };
        var yes = new Option<bool>("--yes") { Description = "Approve the plan as it is now." };
        return Verb.Create("approve", "Approves a run's plan.", [id], [hash, yes], async (call, cancellationToken) =>
        {
            var run = await call.Service.GetAsync($"api/v1/runs/{Uri.EscapeDataString(call.Given.GetValue(id)!)}", cancellationToken);
            var seen = call.Given.GetValue(hash);
            if (seen is null && !call.Given.GetValue(yes))
            {
                Print(call.Console, run);
                throw new CommandFailure($"nothing was approved: repeat with --plan {run.Word("plan", "hash")}");
            }

            var answer = await call.Service.PostAsync($"api/v1/runs/{Uri.EscapeDataString(call.Given.GetValue(id)!)}/approve", new { planHash = seen ?? run.Word("plan", "hash") }, cancellationToken);
            call.Show(answer, after => call.Console.Line($"{after.Word("id")} is {after.Word("state")}."));
        });
    }

    public static Command Reject() => Ask("reject", "Rejects a run's plan.");

    public static Command Cancel() => Ask("cancel", "Stops a run, and kills what it started.");

    private static Argument<string> Id() => new("id") { Description = "For example RUN-7." };

    private static Command Ask(string verb, string description)
    {
        var id = Id();
        var note = new Option<string?>("--note") { Description = "Why." };
        return Verb.Create(verb, description, [id], [note], async (call, cancellationToken) =>
        {
            var answer = await call.Service.PostAsync($"api/v1/runs/{Uri.EscapeDataString(call.Given.GetValue(id)!)}/{verb}", new { note = call.Given.GetValue(note) }, cancellationToken);
            call.Show(answer, after => call.Console.Line($"{after.Word("id")} is {after.Word("state")}."));
        });
    }

    /// <summary>A run with plan, steps and verdict.</summary>
    public static void Print(IAnsiConsole console, System.Text.Json.JsonElement run)
    {
        console.Heading($"{run.Word("id")}  {run.Word("state")}  {run.Word("runbookId")} {run.Word("runbookVersion")} for {run.Word("incidentId")}");
        if (run.Word("reason") is { Length: > 0 } reason)
        {
            console.Line($"  {reason}");
        }

        if (run.TryGetProperty("plan", out var plan))
        {
            console.Line($"  {plan.Word("summary")}");
            console.Line($"  acts on {string.Join(", ", plan.Items("targets").Select(target => target.GetString()))} ({plan.Percent("fleetShare")} of the service), risk {plan.Word("risk")}");
            foreach (var write in plan.Items("writes"))
            {
                console.Line($"  writes {write.GetString()}");
            }

            foreach (var undo in plan.Items("undo"))
            {
                console.Line($"  undone by {undo.GetString()}");
            }

            console.Line($"  plan {plan.Word("hash")}");
        }

        foreach (var step in run.Items("steps"))
        {
            console.Line($"  [{step.Word("state")}] {step.Word("id")}: {step.Word("description")} {step.Word("error")}");
            foreach (var line in step.Word("output").Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(10))
            {
                console.Line($"      {line}");
            }
        }

        if (run.Word("verification", "verdict") is { Length: > 0 } verdict)
        {
            console.Heading($"  verdict {verdict}");
            foreach (var line in run.GetProperty("verification").Items("arithmetic"))
            {
                console.Line($"    {line.GetString()}");
            }
        }
    }
}
