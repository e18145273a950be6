using AIOps.Contracts.Runs;
using AIOps.Contracts.Storage;
using AIOps.Remediation.Trust;
using AIOps.Server.Web;
using AIOps.Server.Web.Access;
using AIOps.Server.Web.Api;
using Microsoft.AspNetCore.Mvc;

namespace AIOps.Server.Respond;

/// <summary>How much runbooks may do by themselves, on what evidence, and the owners' grants.</summary>
internal static class TrustEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var group = api.MapGroup("/trust").WithTags("Automation");
        group.MapGet("", ListAsync).WithName("ListTrust").WithSummary("Trust per runbook, version and class of targets, with its evidence.").Produces<Page<TrustView>>();
        group.MapPut("/{runbook}", GrantAsync).WithName("GrantTrust").WithSummary("An owner grants a level: observe, suggest, approve, notify or auto.").Accepts<TrustRequest>("application/json").Produces<TrustView>().ProducesProblem(404);
    }

    private static async Task<IResult> ListAsync(IOperationalStore store, TimeProvider time, CancellationToken cancellationToken, string? runbook = null)
    {
        var records = await TrustLedger.ReadAsync(store, runbook, cancellationToken);
        return TypedResults.Ok(new Page<TrustView>([.. records.Select(record => TrustView.Of(record, time.GetUtcNow()))], records.Count, null));
    }

    private static async Task<IResult> GrantAsync(string runbook, [FromBody] TrustRequest request, HttpContext http, IOperationalStore store, TimeProvider time, WebInstruments instruments)
    {
        if ((Bounds.CheckId(runbook) ?? Bounds.CheckNote(instruments, request.Reason)) is { } problem)
        {
            return problem;
        }

        if (string.IsNullOrWhiteSpace(request.Reason))
        {
            return Problems.BadValue("reason", request.Reason, "A grant needs a reason.", "say in one sentence why this runbook may do that");
        }

        if (!Enum.TryParse<TrustLevel>(request.Level, ignoreCase: true, out var level) || !Enum.IsDefined(level))
        {
            return Problems.BadValue("level", request.Level, "No such level.", "use observe, suggest, approve, notify or auto");
        }

        var inUse = await RunbooksInUse.ReadAsync(http.RequestServices, runbook, http.RequestAborted);
        var known = request.Version ?? (inUse.Count > 0 ? inUse[0].Version : null);
        if (known is null)
        {
            return Problems.NotFound("runbook", runbook);
        }

        var record = await TrustLedger.GrantAsync(store, runbook, known, request.TargetClass ?? "any:service", level, (string)http.Items[AccessFilter.ActorItem]!, request.Reason, time.GetUtcNow(), http.RequestAborted);
        return TypedResults.Ok(TrustView.Of(record, time.GetUtcNow()));
    }
}
