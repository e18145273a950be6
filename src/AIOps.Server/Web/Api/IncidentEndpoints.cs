using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Storage;
using AIOps.Server.Web.Access;
using Microsoft.AspNetCore.Mvc;

namespace AIOps.Server.Web.Api;

/// <summary>Incidents: lists, one with everything, its events, and what a person can ask of it.</summary>
internal static class IncidentEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var group = api.MapGroup("/incidents").WithTags("Incidents");
        group.MapGet("", ListAsync).WithName("ListIncidents").WithSummary("Incidents, newest first. state: names joined by commas, or active.").Produces<Page<IncidentSummary>>();
        group.MapGet("/{id}", OneAsync).WithName("GetIncident").WithSummary("One incident with signals, ranking, anchors and timeline.").Produces<Incident>();
        group.MapGet("/{id}/events", EventsAsync).WithName("ListIncidentEvents").WithSummary("Every event of the incident, oldest first.").Produces<Page<EventView>>();
        group.MapGet("/{id}/similar", SimilarAsync).WithName("ListSimilarIncidents").WithSummary("Past incidents that looked like it, most alike first, with what resolved them.").Produces<Page<SimilarIncidentView>>().ProducesProblem(404);
        Command(group, "ack", IncidentAction.Acknowledge, "A person takes the incident; escalation stops.");
        Command(group, "resolve", IncidentAction.Resolve, "A person says that it is over.");
        Command(group, "close", IncidentAction.Close, "Confirmed and filed.");
        Command(group, "cancel", IncidentAction.Cancel, "It was a false positive; a note says why.", needsNote: true);
        Command(group, "reopen", IncidentAction.Reopen, "It is back.");
        Command(group, "merge", IncidentAction.Merge, "Continue in another incident, named by into.");
        Command(group, "split", IncidentAction.Split, "Take the signals named by anomalyIds out into an incident of their own.");
        Command(group, "note", IncidentAction.Note, "Add a note to the timeline.", needsNote: true);
        Command(group, "impact-start", IncidentAction.CorrectImpactStart, "Correct the moment at which the impact began, given as at.");
    }

    public static CommandRequest Empty { get; } = new();

    /// <summary>Turns what a person asked into a command, or says what is missing.</summary>
    public static (IncidentCommand? Command, IResult? Problem) Make(string id, IncidentAction action, bool needsNote, CommandRequest? request, string actor, WebInstruments instruments, DateTimeOffset now)
    {
        request ??= Empty;
        var problem = Bounds.CheckId(id) ?? Bounds.CheckNote(instruments, request.Note);
        problem ??= action switch
        {
            _ when needsNote && string.IsNullOrWhiteSpace(request.Note) => Problems.BadValue("note", "", $"{action} needs a note.", "say why in one sentence"),
            IncidentAction.Merge when string.IsNullOrWhiteSpace(request.Into) || request.Into == id => Problems.BadValue("into", request.Into, "Merge needs another incident to continue in.", "give its id, for example INC-7"),
            IncidentAction.Split when request.AnomalyIds is not { Count: > 0 and <= 500 } => Problems.BadValue("anomalyIds", $"{request.AnomalyIds?.Count ?? 0} ids", "Split needs 1 to 500 signals to take out.", "give the anomaly ids of the signals"),
            IncidentAction.CorrectImpactStart when request.At is null || request.At > now => Problems.BadValue("at", request.At?.ToString("O"), "The impact began at a moment in the past.", "give at as 2026-01-31T03:04:05Z"),
            _ => null,
        };
        return problem is not null
            ? (null, problem)
            : (new IncidentCommand(id, action, actor, now) { Note = request.Note ?? "", OtherIncidentId = request.Into, AnomalyIds = request.AnomalyIds ?? [], Moment = request.At }, null);
    }

    private static void Command(RouteGroupBuilder group, string verb, IncidentAction action, string summary, bool needsNote = false) =>
        group.MapPost($"/{{id}}/{verb}", async (string id, [FromBody] CommandRequest? request, HttpContext http, IncidentCommands commands, WebInstruments instruments, TimeProvider time) =>
        {
            var (command, problem) = Make(id, action, needsNote, request, (string)http.Items[AccessFilter.ActorItem]!, instruments, time.GetUtcNow());
            if (command is null)
            {
                return problem!;
            }

            var answer = await commands.SendAsync(command, http.RequestAborted);
            return answer.Outcome switch
            {
                CommandOutcome.Applied => TypedResults.Ok(answer.Incident),
                CommandOutcome.Pending => TypedResults.Accepted($"/api/v1/incidents/{id}", answer.Incident),
                CommandOutcome.Refused => Problems.Conflict(answer.Refusal!, "state", answer.Incident!.State.ToString(), $"see GET /api/v1/incidents/{id}"),
                _ => Problems.NotFound("incident", id),
            };
        }).WithName($"{action}Incident").WithSummary(summary).Accepts<CommandRequest>(isOptional: true, "application/json").Produces<Incident>().Produces<Incident>(202).ProducesProblem(404).ProducesProblem(409);

    private static async Task<IResult> ListAsync(IOperationalStore store, WebInstruments instruments, CancellationToken cancellationToken, string? state = null, string? service = null, string? severity = null, DateTimeOffset? from = null, DateTimeOffset? to = null, int limit = 50, int offset = 0)
    {
        if (Bounds.Check(instruments, limit, offset) is { } problem)
        {
            return problem;
        }

        var states = Stored.ParseStates(state, "active", Stored.ActiveIncident, out var mistake);
        if (mistake is not null)
        {
            return Problems.BadValue("state", mistake, "No such state.", $"use active, or some of {string.Join(", ", Enum.GetNames<IncidentState>())}");
        }

        Severity? least = null;
        if (severity is not null)
        {
            if (!char.IsLetter(severity.FirstOrDefault()) || !Enum.TryParse<Severity>(severity, ignoreCase: true, out var parsed))
            {
                return Problems.BadValue("severity", severity, "No such severity.", "use info, warning, error or critical: the least severity that is shown");
            }

            least = parsed;
        }

        var query = new DocumentQuery(DocumentKind.Incident)
        {
            States = states is null ? null : Stored.Names(states),
            Key = service,
            FromMs = from?.ToUnixTimeMilliseconds(),
            ToMs = to?.ToUnixTimeMilliseconds(),
            Limit = limit,
            Offset = offset,
        };
        var documents = await store.QueryAsync(query, cancellationToken);
        var rows = documents.Select(document => IncidentSummary.Of(Stored.Incident(document))).Where(row => least is null || row.Severity >= least).ToList();
        var total = least is null ? await store.CountAsync(query, cancellationToken) : (long?)null;
        return TypedResults.Ok(new Page<IncidentSummary>(rows, total, documents.Count == limit ? offset + limit : null));
    }

    private static async Task<IResult> OneAsync(string id, IOperationalStore store, HttpContext http)
    {
        if (Bounds.CheckId(id) is { } problem)
        {
            return problem;
        }

        if (await store.FindIncidentAsync(id, http.RequestAborted) is not { } incident)
        {
            return Problems.NotFound("incident", id);
        }

        http.Response.Headers.ETag = $"\"{incident.Version}\"";
        return TypedResults.Ok(incident);
    }

    private static async Task<IResult> EventsAsync(string id, IOperationalStore store, WebInstruments instruments, CancellationToken cancellationToken, long after = 0, int limit = 100)
    {
        if ((Bounds.CheckId(id) ?? Bounds.Check(instruments, limit)) is { } problem)
        {
            return problem;
        }

        var events = await store.ReadStreamAsync($"incident/{id}", after, limit, cancellationToken);
        return TypedResults.Ok(new Page<EventView>([.. events.Select(EventView.Of)], null, events.Count == limit ? events[^1].Id : null));
    }

    private static async Task<IResult> SimilarAsync(string id, IOperationalStore store, WebInstruments instruments, CancellationToken cancellationToken, int limit = 5)
    {
        if ((Bounds.CheckId(id) ?? Bounds.Check(instruments, limit)) is { } problem)
        {
            return problem;
        }

        return await store.FindIncidentAsync(id, cancellationToken) is not { } incident
            ? Problems.NotFound("incident", id)
            : TypedResults.Ok(new Page<SimilarIncidentView>(await IncidentMemory.FindAsync(store, incident, Math.Min(limit, IncidentMemory.Most), cancellationToken), null, null));
    }
}
