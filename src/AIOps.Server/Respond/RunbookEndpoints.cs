using System.Text;
using AIOps.Contracts.Runs;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Remediation.Engine;
using AIOps.Remediation.Planning;
using AIOps.Remediation.Runbooks;
using AIOps.Server.Web;
using AIOps.Server.Web.Access;
using AIOps.Server.Web.Api;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AIOps.Server.Respond;

/// <summary>Dry runs, runs on a person's word, publication and history of runbooks, and the repairs that recur.</summary>
internal static class RunbookEndpoints
{
    private const int MaxRuns = 2_000;

    public static void Map(RouteGroupBuilder api)
    {
        var group = api.MapGroup("/runbooks").WithTags("Automation");
        group.MapPost("/{id}/plan", PlanAsync).WithName("PlanRunbook").WithSummary("What a runbook would do for an incident, or why it would do nothing. Changes nothing.").Accepts<RunbookRequest>("application/json").Produces<PlanView>().ProducesProblem(404);
        group.MapPost("/{id}/run", RunAsync).WithName("RunRunbook").WithSummary("Runs a runbook for an incident on the caller's word; seen names the plan. The safeguards hold all the same.").Accepts<RunbookRequest>("application/json").Produces<Run>(202).ProducesProblem(404).ProducesProblem(409);
        group.MapPost("/publish", PublishAsync).WithName("PublishRunbooks").WithSummary("Reads the folder of runbooks now and publishes versions that are new.").Produces<PublicationView>().ProducesProblem(409);
        group.MapGet("/{id}/history", HistoryAsync).WithName("GetRunbookHistory").WithSummary("Versions that were published, newest first, with how their runs ended.").Produces<Page<RunbookVersionView>>().ProducesProblem(404);
        group.MapGet("/{id}/versions/{version}", VersionAsync).WithName("GetRunbookVersion").WithSummary("One version with its file and scripts.").Produces<RunbookVersionView>().ProducesProblem(404);
        api.MapGet("/problems", ProblemsAsync).WithTags("Automation").WithName("ListProblems").WithSummary("Healing debt: repairs that recur, with what they have cost.").Produces<Page<RecurringProblem>>();
    }

    private static async Task<IResult> PlanAsync(string id, [FromBody] RunbookRequest request, HttpContext http, WebInstruments instruments)
    {
        if (Check(id, request, instruments) is { } problem)
        {
            return problem;
        }

        if (http.RequestServices.GetService<RemediationEngine>() is not { } engine)
        {
            return Elsewhere();
        }

        var (prepared, refusal) = await engine.PlanAsync(id, request.Incident!, request.Params, http.RequestAborted);
        return prepared is null && Missing(refusal) is { } missing
            ? missing
            : TypedResults.Ok(PlanView.Of(Name(http, id), request.Incident!, prepared, prepared?.Words ?? [], refusal));
    }

    private static async Task<IResult> RunAsync(string id, [FromBody] RunbookRequest request, HttpContext http, WebInstruments instruments)
    {
        if (Check(id, request, instruments) is { } problem)
        {
            return problem;
        }

        if (string.IsNullOrEmpty(request.Seen))
        {
            return Problems.BadValue("seen", request.Seen, "A run names the plan that was seen.", $"POST /api/v1/runbooks/{id}/plan and give its stateFingerprint as seen");
        }

        if (http.RequestServices.GetService<RemediationEngine>() is not { } engine)
        {
            return Elsewhere();
        }

        var (run, refusal) = await engine.RequestAsync(id, request.Incident!, request.Params, request.Seen, (string)http.Items[AccessFilter.ActorItem]!, request.Note ?? "", http.RequestAborted);
        return run is not null
            ? TypedResults.Accepted($"/api/v1/runs/{run.Id}", run)
            : Missing(refusal) ?? Problems.Conflict($"It is not run: {refusal}.", "runbook", id, "remove the cause that is named, or look at the plan again");
    }

    private static async Task<IResult> PublishAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if (http.RequestServices.GetService<RemediationEngine>() is not { } engine || http.RequestServices.GetService<RunbookShelf>() is not { } shelf)
        {
            return Elsewhere();
        }

        var published = await engine.PublishAsync((string)http.Items[AccessFilter.ActorItem]!, cancellationToken);
        return TypedResults.Ok(new PublicationView([.. published.Select(one => $"{one.Id}@{one.Version}")], shelf.Runbooks.Count, [.. shelf.Mistakes.Select(mistake => mistake.ToString())]));
    }

    private static async Task<IResult> HistoryAsync(string id, HttpContext http, IOperationalStore store)
    {
        if (Bounds.CheckId(id) is { } problem)
        {
            return problem;
        }

        var documents = await store.QueryAsync(new DocumentQuery(DocumentKind.Runbook) { Key = id, Limit = Bounds.MaxPage }, http.RequestAborted);
        if (documents.Count == 0)
        {
            return Problems.NotFound("runbook", id);
        }

        var runs = (await store.QueryAsync(new DocumentQuery(DocumentKind.Run) { Limit = MaxRuns }, http.RequestAborted)).Select(Stored.Run).Where(run => run.RunbookId == id && run.StartedAt is not null).ToLookup(run => run.RunbookVersion, StringComparer.Ordinal);
        var shelf = http.RequestServices.GetService<RunbookShelf>();
        var versions = documents.Select(document => AIOpsJson.Read<PublishedRunbook>(document.Body))
            .OrderByDescending(published => SemanticVersion.TryParse(published.Version, out var version) ? version : default)
            .Select(published => RunbookVersionView.Of(published, shelf?.Find(id, published.Hash) is not null, Ends(runs[published.Version])))
            .ToList();
        return TypedResults.Ok(new Page<RunbookVersionView>(versions, versions.Count, null));
    }

    private static async Task<IResult> VersionAsync(string id, string version, HttpContext http, IOperationalStore store)
    {
        if ((Bounds.CheckId(id) ?? Bounds.CheckId(version)) is { } problem)
        {
            return problem;
        }

        if (await store.FindAsync(DocumentKind.Runbook, $"{id}@{version}", http.RequestAborted) is not { } document)
        {
            return Problems.Make(StatusCodes.Status404NotFound, "not-found", $"{id}@{version} was never published here.", "version", null, $"list what was: GET /api/v1/runbooks/{id}/history, or aiops runbook history {id}");
        }

        var published = AIOpsJson.Read<PublishedRunbook>(document.Body);
        var inUse = http.RequestServices.GetService<RunbookShelf>()?.Find(id, published.Hash) is not null;
        return TypedResults.Ok(RunbookVersionView.Of(published, inUse, new SortedDictionary<string, int>(StringComparer.Ordinal)) with
        {
            Text = published.Text,
            Scripts = published.Scripts.ToDictionary(script => script.Key, script => Encoding.UTF8.GetString(script.Value), StringComparer.Ordinal),
        });
    }

    private static async Task<IResult> ProblemsAsync(IOperationalStore store, WebInstruments instruments, CancellationToken cancellationToken, int limit = 50, int offset = 0)
    {
        if (Bounds.Check(instruments, limit, offset) is { } problem)
        {
            return problem;
        }

        var query = new DocumentQuery(DocumentKind.Problem) { Limit = limit, Offset = offset };
        var documents = await store.QueryAsync(query, cancellationToken);
        return TypedResults.Ok(new Page<RecurringProblem>([.. documents.Select(Stored.TryRead<RecurringProblem>).OfType<RecurringProblem>()], await store.CountAsync(query, cancellationToken), documents.Count == limit ? offset + limit : null));
    }

    private static SortedDictionary<string, int> Ends(IEnumerable<Run> runs) =>
        new(runs.GroupBy(run => run.State.ToString(), StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal), StringComparer.Ordinal);

    private static IResult? Check(string id, RunbookRequest request, WebInstruments instruments) =>
        Bounds.CheckId(id)
        ?? (string.IsNullOrEmpty(request.Incident) ? Problems.BadValue("incident", request.Incident, "A runbook is planned for an incident.", "name one of GET /api/v1/incidents") : Bounds.CheckId(request.Incident))
        ?? (request.Params is { Count: > 50 } ? Problems.BadValue("params", $"{request.Params.Count}", "A runbook has at most 50 parameters.", "give those that it names") : null)
        ?? Bounds.CheckNote(instruments, request.Note);

    private static ProblemHttpResult? Missing(Refusal? refusal) => refusal?.Code switch
    {
        "unknown-runbook" => Problems.Make(StatusCodes.Status404NotFound, "not-found", $"{refusal.Text}.", "id", null, "list what there is: GET /api/v1/runbooks"),
        "unknown-incident" => Problems.Make(StatusCodes.Status404NotFound, "not-found", $"{refusal.Text}.", "incident", null, "list what there is: GET /api/v1/incidents"),
        _ => null,
    };

    private static string Name(HttpContext http, string id) =>
        http.RequestServices.GetService<RunbookShelf>()?.Runbooks.Where(one => one.Id == id).MaxBy(one => one.Version)?.Name ?? id;

    // roles may be spread over processes
    private static ProblemHttpResult Elsewhere() => Problems.Conflict("This process carries out no runbooks.", "role", null, "ask one that runs with the role respond");
}
