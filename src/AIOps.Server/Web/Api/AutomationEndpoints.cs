using AIOps.Server.Respond;
using AIOps.Server.Web.Access;
using Microsoft.AspNetCore.Mvc;

namespace AIOps.Server.Web.Api;

/// <summary>Kill switches and published runbooks.</summary>
internal static class AutomationEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var switches = api.MapGroup("/kill-switches").WithTags("Automation");
        switches.MapGet("", async (KillSwitches all, CancellationToken cancellationToken) => TypedResults.Ok(new Page<KillSwitchView>(await all.ListAsync(cancellationToken), null, null))).WithName("ListKillSwitches").WithSummary("Kill switches that are pulled.");
        switches.MapPut("/{scope}", PullAsync).WithName("PullKillSwitch").WithSummary("Stops automation at once. scope: global, service:NAME or runbook:ID.").Accepts<KillSwitchRequest>("application/json").Produces<KillSwitchView>();
        switches.MapDelete("/{scope}", LiftAsync).WithName("LiftKillSwitch").WithSummary("Lets automation act again.").Produces(204).ProducesProblem(404);
        api.MapGet("/runbooks", RunbooksAsync).WithTags("Automation").WithName("ListRunbooks").WithSummary("Runbooks that are in use, asked of any process.").Produces<Page<RunbookView>>();
    }

    private static async Task<IResult> PullAsync(string scope, [FromBody] KillSwitchRequest request, HttpContext http, KillSwitches switches, WebInstruments instruments)
    {
        if (Bounds.CheckNote(instruments, request.Reason) is { } problem)
        {
            return problem;
        }

        if (!KillSwitches.IsScope(scope))
        {
            return BadScope(scope);
        }

        return string.IsNullOrWhiteSpace(request.Reason)
            ? Problems.BadValue("reason", request.Reason, "A kill switch needs a reason.", "say why in one sentence: others will read it")
            : TypedResults.Ok(await switches.PullAsync(scope, (string)http.Items[AccessFilter.ActorItem]!, request.Reason, http.RequestAborted));
    }

    private static async Task<IResult> LiftAsync(string scope, HttpContext http, KillSwitches switches)
    {
        if (!KillSwitches.IsScope(scope))
        {
            return BadScope(scope);
        }

        return await switches.LiftAsync(scope, (string)http.Items[AccessFilter.ActorItem]!, http.RequestAborted) ? TypedResults.NoContent() : Problems.NotFound("kill-switch", scope);
    }

    private static Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult BadScope(string scope) => Problems.BadValue("scope", scope, "No such scope.", "use global, service:NAME or runbook:ID");

    private static async Task<IResult> RunbooksAsync(WebInstruments instruments, HttpContext http, int limit = 100, int offset = 0)
    {
        if (Bounds.Check(instruments, limit, offset) is { } problem)
        {
            return problem;
        }

        var all = await RunbooksInUse.ReadAsync(http.RequestServices, null, http.RequestAborted);
        return TypedResults.Ok(new Page<RunbookView>([.. all.Skip(offset).Take(limit)], all.Count, offset + limit < all.Count ? offset + limit : null));
    }
}
