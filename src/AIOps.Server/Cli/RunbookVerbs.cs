using System.CommandLine;
using System.Text.Json;
using AIOps.Server.Respond;
using Spectre.Console;

namespace AIOps.Server.Cli;

/// <summary><c>aiops runbook plan|run|publish|history|diff</c>: what needs a running service.</summary>
internal static class RunbookVerbs
{
    private const int MostLooks = 3600;
    private static readonly string[] Underway = ["planned", "awaitingApproval", "queued", "running", "verifying"];

    public static Command Plan()
    {
        var (runbook, incident, values) = (Runbook(), Incident(), Values());
        return Verb.Create("plan", "Shows what a runbook would do for an incident, or why it would do nothing. Changes nothing.", [runbook], [incident, values], async (call, cancellationToken) =>
            call.Show(await PlanAsync(call, runbook, incident, values, cancellationToken), plan =>
            {
                Print(call.Console, plan);
                if (plan.Word("refusal").Length == 0)
                {
                    call.Console.Line($"Run it with: {Again(call, runbook, incident, values, plan)}");
                }
            }));
    }

    public static Command Run()
    {
        var (runbook, incident, values) = (Runbook(), Incident(), Values());
        var seen = new Option<string?>("--seen") { Description = "Fingerprint of the plan that was seen; without it the plan is shown and taken as seen only with --yes." };
        var yes = new Option<bool>("--yes") { Description = "Run the plan as it is now." };
        var note = new Option<string?>("--note") { Description = "Why." };
        var wait = new Option<bool>("--wait") { Description = "Wait for its end and show it; exit code 1 when it did not succeed." };
        return Verb.Create("run", "Runs a runbook for an incident on your word; the safeguards hold all the same.", [runbook], [incident, values, seen, yes, note, wait], async (call, cancellationToken) =>
        {
            var fingerprint = call.Given.GetValue(seen);
            if (fingerprint is null)
            {
                var plan = await PlanAsync(call, runbook, incident, values, cancellationToken);
                if (plan.Word("refusal") is { Length: > 0 } refusal)
                {
                    Print(call.Console, plan);
                    throw new CommandFailure($"nothing was run: {refusal}");
                }

                fingerprint = plan.Word("plan", "stateFingerprint");
                if (!call.Given.GetValue(yes))
                {
                    Print(call.Console, plan);
                    throw new CommandFailure($"nothing was run; if that is what you want: {Again(call, runbook, incident, values, plan)}");
                }
            }

            var answer = await call.Service.PostAsync($"api/v1/runbooks/{Uri.EscapeDataString(call.Given.GetValue(runbook)!)}/run", new { incident = call.Given.GetValue(incident), @params = Read(call, values), seen = fingerprint, note = call.Given.GetValue(note) }, cancellationToken);
            if (!call.Given.GetValue(wait))
            {
                call.Show(answer, run => call.Console.Line($"{run.Word("id")} is {run.Word("state")}. Follow it with: aiops run show {run.Word("id")}"));
                return;
            }

            var end = await EndAsync(call, answer.Word("id"), cancellationToken);
            call.Show(end, run => RunVerbs.Print(call.Console, run));
            if (!end.Word("state").Equals("succeeded", StringComparison.OrdinalIgnoreCase))
            {
                throw new CommandFailure($"{end.Word("id")} is {end.Word("state")}: {end.Word("reason")}");
            }
        });
    }

    public static Command Publish() => Verb.Create("publish", "Makes the service read its folder of runbooks now, and publishes versions that are new.", [], [], async (call, cancellationToken) =>
    {
        var answer = await call.Service.PostAsync("api/v1/runbooks/publish", null, cancellationToken);
        call.Show(answer, done =>
        {
            var published = done.Items("published").Select(one => one.GetString()!).ToList();
            call.Console.Line(published.Count == 0 ? $"Nothing is new; {done.Word("inUse")} runbooks are in use." : $"Published {string.Join(", ", published)}; {done.Word("inUse")} runbooks are in use.");
        });
        if (answer.Items("mistakes").Select(mistake => mistake.GetString()!).ToList() is { Count: > 0 } mistakes)
        {
            throw new CommandFailure(string.Join('\n', mistakes));
        }
    });

    public static Command History()
    {
        var runbook = Runbook();
        return Verb.Create("history", "Lists the versions of a runbook that were published, and how their runs ended.", [runbook], [], async (call, cancellationToken) =>
            call.Show(await call.Service.GetAsync($"api/v1/runbooks/{Uri.EscapeDataString(call.Given.GetValue(runbook)!)}/history", cancellationToken), page =>
            {
                var table = Terminal.Table("version", "published (UTC)", "changed by", "in use", "hash", "runs");
                foreach (var one in page.Items("items"))
                {
                    var runs = one.TryGetProperty("runs", out var ends) ? string.Join(", ", ends.EnumerateObject().Select(end => $"{end.Value} {end.Name}")) : "";
                    var hash = one.Word("hash");
                    table.Row(one.Word("version"), one.Moment("publishedAt"), one.Word("changedBy"), string.Equals(one.Word("inUse"), "true", StringComparison.OrdinalIgnoreCase) ? "yes" : "", hash.Length > 12 ? hash[..12] : hash, runs);
                }

                call.Console.Write(table);
            }));
    }

    public static Command Diff()
    {
        var first = new Argument<string>("first") { Description = "A runbook's file, or ID@VERSION of one that was published." };
        var second = new Argument<string>("second") { Description = "Another one." };
        return Verb.Create("diff", "Shows what differs between two versions.", [first, second], [], async (call, cancellationToken) =>
        {
            var (one, two) = (await TextAsync(call, call.Given.GetValue(first)!, cancellationToken), await TextAsync(call, call.Given.GetValue(second)!, cancellationToken));
            var lines = LineDifference.Of(one.Split('\n'), two.Split('\n')).ToList();
            call.Show(JsonSerializer.SerializeToElement(lines), _ => lines.ForEach(call.Console.Line));
        });
    }

    // A run is bounded by its runbook; this is for a service that goes away.
    private static async Task<JsonElement> EndAsync(VerbCall call, string id, CancellationToken cancellationToken)
    {
        for (var look = 0; ; look++)
        {
            var run = await call.Service.GetAsync($"api/v1/runs/{Uri.EscapeDataString(id)}", cancellationToken);
            if (!Underway.Contains(run.Word("state"), StringComparer.OrdinalIgnoreCase))
            {
                return run;
            }

            if (look == MostLooks)
            {
                throw new CommandFailure($"{id} is {run.Word("state")} after {MostLooks} s; follow it with: aiops run show {id}");
            }

            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        }
    }

    private static string Again(VerbCall call, Argument<string> runbook, Option<string> incident, Option<string[]> values, JsonElement plan) =>
        $"aiops runbook run {call.Given.GetValue(runbook)} --incident {call.Given.GetValue(incident)}{string.Concat((call.Given.GetValue(values) ?? []).Select(value => $" --param '{value.Replace("'", "'\\''", StringComparison.Ordinal)}'"))} --seen {plan.Word("plan", "stateFingerprint")}";

    private static async Task<string> TextAsync(VerbCall call, string name, CancellationToken cancellationToken)
    {
        if (File.Exists(name))
        {
            return await File.ReadAllTextAsync(name, cancellationToken);
        }

        if (name.Split('@') is not [{ Length: > 0 } id, { Length: > 0 } version])
        {
            throw new CommandFailure($"{name} is no file: name one, or a published version such as restart-service@1.0.1");
        }

        var published = await call.Service.GetAsync($"api/v1/runbooks/{Uri.EscapeDataString(id)}/versions/{Uri.EscapeDataString(version)}", cancellationToken);
        var scripts = published.TryGetProperty("scripts", out var all) ? all.EnumerateObject().Select(script => $"\n--- {script.Name}\n{script.Value.GetString()}") : [];
        return published.Word("text") + string.Concat(scripts);
    }

    private static Task<JsonElement> PlanAsync(VerbCall call, Argument<string> runbook, Option<string> incident, Option<string[]> values, CancellationToken cancellationToken) =>
        call.Service.PostAsync($"api/v1/runbooks/{Uri.EscapeDataString(call.Given.GetValue(runbook)!)}/plan", new { incident = call.Given.GetValue(incident), @params = Read(call, values) }, cancellationToken);

    private static Dictionary<string, string>? Read(VerbCall call, Option<string[]> values)
    {
        if (call.Given.GetValue(values) is not { Length: > 0 } given)
        {
            return null;
        }

        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var one in given)
        {
            var at = one.IndexOf('=', StringComparison.Ordinal);
            if (at < 1 || !read.TryAdd(one[..at], one[(at + 1)..]))
            {
                throw new CommandFailure($"--param {one}: write NAME=VALUE, each name once");
            }
        }

        return read;
    }

    private static void Print(IAnsiConsole console, JsonElement planned)
    {
        console.Heading($"{planned.Word("runbook")} for {planned.Word("incident")}");
        if (planned.TryGetProperty("plan", out var plan) && plan.ValueKind == JsonValueKind.Object)
        {
            console.Line($"  {plan.Word("summary")}");
            console.Line($"  acts on {string.Join(", ", plan.Items("targets").Select(target => target.GetString()))} ({plan.Percent("fleetShare")} of the service), risk {plan.Word("risk")}");
            Each(console, "reads", plan.Items("reads"));
            Each(console, "writes", plan.Items("writes"));
            Each(console, "undone by", plan.Items("undo"));
            foreach (var before in plan.TryGetProperty("before", out var values) && values.ValueKind == JsonValueKind.Object ? values.EnumerateObject() : default)
            {
                console.Line($"  before: {before.Name} is {before.Value}");
            }

            Each(console, "step", planned.Items("steps"));
            console.Line($"  fingerprint {plan.Word("stateFingerprint")}");
        }

        console.Line(planned.Word("refusal") is { Length: > 0 } refusal ? $"  would not be done now: {refusal}" : "  nothing stands in its way");
    }

    private static void Each(IAnsiConsole console, string what, IEnumerable<JsonElement> items)
    {
        foreach (var item in items)
        {
            console.Line($"  {what}: {item.GetString()}");
        }
    }

    private static Argument<string> Runbook() => new("runbook") { Description = "A runbook's id." };

    private static Option<string> Incident() => new("--incident") { Description = "For which incident, for example INC-7.", Required = true };

    private static Option<string[]> Values() => new("--param") { Description = "NAME=VALUE; may be given several times." };
}
