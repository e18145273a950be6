using System.CommandLine;
using System.Text.Json;
using Spectre.Console;

namespace AIOps.Server.Cli;

/// <summary><c>aiops incidents</c> and <c>aiops incident show|ack|resolve|close|cancel|reopen|merge|note</c>.</summary>
internal static class IncidentVerbs
{
    public static Command List()
    {
        var state = new Option<string>("--state") { Description = "States joined by commas, active, or all.", DefaultValueFactory = _ => "active" };
        var service = new Option<string?>("--service") { Description = "Only of this service." };
        var limit = new Option<int>("--limit") { Description = "Most rows.", DefaultValueFactory = _ => 50 };
        return Verb.Create("incidents", "Lists incidents, newest first.", [], [state, service, limit], async (call, cancellationToken) =>
        {
            var states = call.Given.GetValue(state)!;
            var path = $"api/v1/incidents?limit={call.Given.GetValue(limit)}{(states == "all" ? "" : $"&state={Uri.EscapeDataString(states)}")}{(call.Given.GetValue(service) is { } name ? $"&service={Uri.EscapeDataString(name)}" : "")}";
            call.Show(await call.Service.GetAsync(path, cancellationToken), page =>
            {
                var table = Terminal.Table("id", "priority", "state", "detected (UTC)", "culprit", "title");
                var count = 0;
                foreach (var one in page.Items("items"))
                {
                    table.Row(one.Word("id"), $"{one.Word("priority").ToUpperInvariant()} {one.Word("severity")}", one.Word("state"), one.Moment("anchors", "detected", "at"), Culprit(one), one.Word("title"));
                    count++;
                }

                if (count == 0)
                {
                    call.Console.Line(states == "active" ? "Nothing is open. aiops incidents --state all shows the past." : "There are none.");
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
        var command = new Command("incident", "Shows an incident, or asks something of it.");
        command.Subcommands.Add(Show());
        command.Subcommands.Add(Ask("ack", "Takes the incident: escalation stops."));
        command.Subcommands.Add(Ask("resolve", "Says that it is over."));
        command.Subcommands.Add(Ask("close", "Confirms and files it."));
        command.Subcommands.Add(Ask("cancel", "Says that it was a false positive; --note says why."));
        command.Subcommands.Add(Ask("reopen", "Says that it is back."));
        command.Subcommands.Add(Merge());
        command.Subcommands.Add(Note());
        return command;
    }

    /// <summary><c>aiops ack ID</c>, the shortest way at three in the morning.</summary>
    public static Command Acknowledge() => Ask("ack", "Takes an incident: escalation stops.");

    private static Argument<string> Id() => new("id") { Description = "For example INC-42." };

    private static Command Show()
    {
        var id = Id();
        return Verb.Create("show", "Shows what is broken, since when, why, what is being done, and what helped in the past.", [id], [], async (call, cancellationToken) =>
        {
            var path = $"api/v1/incidents/{Uri.EscapeDataString(call.Given.GetValue(id)!)}";
            var incident = await call.Service.GetAsync(path, cancellationToken);
            var similar = await call.Service.GetAsync($"{path}/similar?limit=3", cancellationToken);
            call.Show(incident, shown =>
            {
                Print(call.Console, shown);
                PrintSimilar(call.Console, similar);
            });
        });
    }

    private static Command Ask(string verb, string description)
    {
        var id = Id();
        var note = new Option<string?>("--note") { Description = "A sentence for the timeline." };
        return Verb.Create(verb, description, [id], [note], async (call, cancellationToken) => await SendAsync(call, call.Given.GetValue(id)!, verb, new { note = call.Given.GetValue(note) }, cancellationToken));
    }

    private static Command Note()
    {
        var id = Id();
        var text = new Argument<string>("text") { Description = "The note." };
        return Verb.Create("note", "Adds a note to the timeline.", [id, text], [], async (call, cancellationToken) => await SendAsync(call, call.Given.GetValue(id)!, "note", new { note = call.Given.GetValue(text) }, cancellationToken));
    }

    private static Command Merge()
    {
        var id = Id();
        var into = new Argument<string>("into") { Description = "The incident to continue in." };
        return Verb.Create("merge", "Continues this incident in another one.", [id, into], [], async (call, cancellationToken) => await SendAsync(call, call.Given.GetValue(id)!, "merge", new { into = call.Given.GetValue(into) }, cancellationToken));
    }

    private static async Task SendAsync(VerbCall call, string id, string verb, object body, CancellationToken cancellationToken)
    {
        var answer = await call.Service.PostAsync($"api/v1/incidents/{Uri.EscapeDataString(id)}/{verb}", body, cancellationToken);
        call.Show(answer, incident => call.Console.Line($"{incident.Word("id")} is {incident.Word("state")}{(incident.Word("owner") is { Length: > 0 } owner ? $", {owner} has it" : "")}."));
    }

    private static string Culprit(JsonElement row) =>
        row.Word("culprit") is { Length: > 0 } culprit ? $"{culprit} {(row.TryGetProperty("confidence", out var sure) ? sure.GetDouble().ToString("P0") : "")}" : "undetermined";

    private static void Print(IAnsiConsole console, JsonElement incident)
    {
        console.Heading($"{incident.Word("id")}  {incident.Word("priority").ToUpperInvariant()} {incident.Word("severity")}  {incident.Word("state")}");
        console.Line(incident.Word("title"));
        console.Line("");
        foreach (var (name, anchor) in new[] { ("impact began", "impactStarted"), ("predicted", "predicted"), ("detected", "detected"), ("notified", "notified"), ("acknowledged", "acknowledged"), ("restored", "mitigated"), ("resolved", "resolved") })
        {
            if (incident.Moment("anchors", anchor, "at") is { Length: > 0 } at)
            {
                console.Line($"  {name,-14} {at} UTC ({incident.Word("anchors", anchor, "source")})");
            }
        }

        console.Line("");
        console.Heading("Why");
        if (incident.TryGetProperty("rootCause", out var ranking) && ranking.ValueKind == JsonValueKind.Object)
        {
            console.Line($"  {(ranking.Word("summary") is { Length: > 0 } summary ? summary : ranking.Word("culprit"))}");
            foreach (var suspect in ranking.Items("suspects").Take(3))
            {
                console.Line($"  {suspect.Word("entity")}  score {suspect.Word("score")}");
                foreach (var term in suspect.Items("for"))
                {
                    console.Line($"    + {term.Word("text")}");
                }

                foreach (var term in suspect.Items("against"))
                {
                    console.Line($"    - {term.Word("text")}");
                }
            }
        }
        else
        {
            console.Line("  not ranked yet");
        }

        console.Line("");
        console.Heading("History");
        foreach (var entry in incident.Items("timeline").TakeLast(20))
        {
            console.Line($"  {entry.Moment("at")}  {entry.Word("text")}{(entry.Word("actor") is "aiops" or "" ? "" : $"  ({entry.Word("actor")})")}");
        }

        if (incident.Items("runIds").Any())
        {
            console.Line("");
            console.Line($"  runs: {string.Join(", ", incident.Items("runIds").Select(run => run.GetString()))}  (aiops run show ID)");
        }
    }

    private static void PrintSimilar(IAnsiConsole console, JsonElement similar)
    {
        var first = true;
        foreach (var past in similar.Items("items"))
        {
            if (first)
            {
                console.Line("");
                console.Heading("Seen before");
                first = false;
            }

            console.Line($"  {past.Word("id")}  {past.Moment("detectedAt")}  {past.GetProperty("similarity").GetDouble():P0} alike: {string.Join(", ", past.Items("shared").Select(shared => shared.GetString()))}");
            console.Line($"    {past.Word("resolution")}{(past.TryGetProperty("restoredAfterSeconds", out var after) && after.ValueKind == JsonValueKind.Number ? $", after {after.GetDouble() / 60:0.#} min" : "")}");
            foreach (var note in past.Items("notes"))
            {
                console.Line($"    {note.GetString()}");
            }
        }
    }
}
