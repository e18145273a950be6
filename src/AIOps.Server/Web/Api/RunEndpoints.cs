using AIOps.Contracts.Runs;
using AIOps.Contracts.Storage;
using AIOps.Server.Web.Access;
using Microsoft.AspNetCore.Mvc;

namespace AIOps.Server.Web.Api;

/// <summary>Runs of runbooks: lists, one with plan and output, and the words of a person on it.</summary>
internal static class RunEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var group = api.MapGroup("/runs").WithTags("Runs");
        group.MapGet("", ListAsync).WithName("ListRuns").WithSummary("Runs, newest first. state: names joined by commas, or active.").Produces<Page<Run>>();
        group.MapGet("/{id}", OneAsync).WithName("GetRun").WithSummary("One run with its plan, steps, masked output and verdict.").Produces<Run>();
        Command(group, "approve", RunAction.Approve, "Run the plan whose hash is given: an approval of another plan is refused.");
        Command(group, "reject", RunAction.Reject, "Do not run it.");
        Command(group, "cancel", RunAction.Cancel, "Stop it, and kill what it started.");
    }

    private static void Command(RouteGroupBuilder group, string verb, RunAction action, string summary) =>
        group.MapPost($"/{{id}}/{verb}", async (string id, [FromBody] RunRequest? request, HttpContext http, RunCommands commands, WebInstruments instruments) =>
        {
            if ((Bounds.CheckId(id) ?? Bounds.CheckNote(instruments, request?.Note)) is { } problem)
            {
                return problem;
            }

            var answer = await commands.SendAsync(id, action, (string)http.Items[AccessFilter.ActorItem]!, request?.PlanHash, request?.Note ?? "", http.RequestAborted);
            return answer.Outcome switch
            {
                CommandOutcome.Applied => TypedResults.Ok(answer.Run),
                CommandOutcome.Pending => TypedResults.Accepted($"/api/v1/runs/{id}", answer.Run),
                CommandOutcome.Refused => Problems.Conflict(answer.Refusal!, "run", answer.Run!.State.ToString(), $"see GET /api/v1/runs/{id}"),
                _ => Problems.NotFound("run", id),
            };
        }).WithName($"{action}Run").WithSummary(summary).Accepts<RunRequest>(isOptional: true, "application/json").Produces<Run>().Produces<Run>(202).ProducesProblem(404).ProducesProblem(409);

    private static async Task<IResult> ListAsync(IOperationalStore store, WebInstruments instruments, CancellationToken cancellationToken, string? state = null, string? incident = null, DateTimeOffset? from = null, DateTimeOffset? to = null, int limit = 50, int offset = 0)
    {
        if (Bounds.Check(instruments, limit, offset) is { } problem)
        {
            return problem;
        }

        var states = Stored.ParseStates(state, "active", Stored.ActiveRun, out var mistake);
        if (mistake is not null)
        {
            return Problems.BadValue("state", mistake, "No such state.", $"use active, or some of {string.Join(", ", Enum.GetNames<RunState>())}");
        }

        var query = new DocumentQuery(DocumentKind.Run)
        {
            States = states is null ? null : Stored.Names(states),
            FromMs = from?.ToUnixTimeMilliseconds(),
            ToMs = to?.ToUnixTimeMilliseconds(),
            Limit = incident is null ? limit : 2_000,
            Offset = incident is null ? offset : 0,
        };
        var documents = await store.QueryAsync(query, cancellationToken);
        var runs = documents.Select(Stored.Run);
        if (incident is not null)
        {
            // the indexed key of a run is the engine's choice, so an incident's runs are picked here
            List<Run> matching = [.. runs.Where(run => run.IncidentId == incident)];
            return TypedResults.Ok(new Page<Run>([.. matching.Skip(offset).Take(limit)], matching.Count, offset + limit < matching.Count ? offset + limit : null));
        }

        return TypedResults.Ok(new Page<Run>([.. runs], await store.CountAsync(query, cancellationToken), documents.Count == limit ? offset + limit : null));
    }

    private static async Task<IResult> OneAsync(string id, IOperationalStore store, HttpContext http)
    {
        if (Bounds.CheckId(id) is { } problem)
        {
            return problem;
        }

        if (await store.FindRunAsync(id, http.RequestAborted) is not { } run)
        {
            return Problems.NotFound("run", id);
        }

        http.Response.Headers.ETag = $"\"{run.Version}\"";
        return TypedResults.Ok(run);
    }
}
