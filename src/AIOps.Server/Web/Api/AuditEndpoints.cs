using AIOps.Contracts.Storage;

namespace AIOps.Server.Web.Api;

/// <summary>The audit, with its hash chain.</summary>
internal static class AuditEndpoints
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/audit", ListAsync).WithTags("Audit").WithName("ListAudit").WithSummary("Audit entries after a number, oldest first.").Produces<Page<StoredAuditEntry>>();

    private static async Task<IResult> ListAsync(IOperationalStore store, WebInstruments instruments, CancellationToken cancellationToken, long after = 0, int limit = 100)
    {
        if (Bounds.Check(instruments, limit) is { } problem)
        {
            return problem;
        }

        var entries = await store.ReadAuditAsync(after, limit, cancellationToken);
        return TypedResults.Ok(new Page<StoredAuditEntry>(entries, null, entries.Count == limit ? entries[^1].Number : null));
    }
}
