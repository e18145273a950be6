using System.Globalization;
using AIOps.Contracts.Catalogue;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;
using AIOps.Incidents.Topology;
using AIOps.Server.Catalogue;
using AIOps.Server.Web.Access;

namespace AIOps.Server.Web.Api;

/// <summary>What is watched: entities, their calls, and the service catalogue.</summary>
internal static class InventoryEndpoints
{
    private const int MaxEdges = 5_000;
    private const int MaxEntities = 10_000;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/entities", EntitiesAsync).WithTags("Entities").WithName("ListEntities").WithSummary("Entities seen in telemetry, last seen first; match is a part of the name.").Produces<Page<EntityView>>();
        api.MapGet("/topology", TopologyAsync).WithTags("Entities").WithName("GetTopology").WithSummary("Edges with age and traffic, of everything or around one workload.").Produces<TopologyView>();
        api.MapGet("/services", (IServiceCatalogue catalogue) => TypedResults.Ok(new Page<ServiceEntry>(catalogue.Services, catalogue.Services.Count, null))).WithTags("Services").WithName("ListServices").WithSummary("The service catalogue.");
        api.MapPut("/services/{workload}", PutServiceAsync).WithTags("Services").WithName("PutService").WithSummary("Adds a service to the catalogue, or replaces it.").Produces<ServiceEntry>().ProducesProblem(400);
        api.MapDelete("/services/{workload}", DeleteServiceAsync).WithTags("Services").WithName("DeleteService").WithSummary("Removes a service that was set by this API.").Produces(204).ProducesProblem(404);
    }

    private static async Task<IResult> EntitiesAsync(IOperationalStore store, WebInstruments instruments, CancellationToken cancellationToken, string? match = null, int limit = 100, int offset = 0)
    {
        if (Bounds.Check(instruments, limit, offset) is { } problem)
        {
            return problem;
        }

        var query = new DocumentQuery(DocumentKind.Entity) { Limit = match is null ? limit : 10_000, Offset = match is null ? offset : 0 };
        var documents = await store.QueryAsync(query, cancellationToken);
        var found = documents.Select(EntityView.Of);
        if (match is null)
        {
            return TypedResults.Ok(new Page<EntityView>([.. found], await store.CountAsync(query, cancellationToken), documents.Count == limit ? offset + limit : null));
        }

        List<EntityView> matching = [.. found.Where(entity => entity.Id.Contains(match, StringComparison.OrdinalIgnoreCase))];
        return TypedResults.Ok(new Page<EntityView>([.. matching.Skip(offset).Take(limit)], matching.Count, offset + limit < matching.Count ? offset + limit : null));
    }

    /// <summary>As the correlator sees it: calls from traces, hosts from labels, declared dependencies, and one name for what labels tell to be one.</summary>
    private static async Task<IResult> TopologyAsync(IOperationalStore store, IServiceCatalogue catalogue, CancellationToken cancellationToken, string? around = null)
    {
        var graph = new TopologyGraph();
        foreach (var service in catalogue.Services)
        {
            graph.Declare(service);
        }

        foreach (var entity in (await store.QueryAsync(new DocumentQuery(DocumentKind.Entity) { Limit = MaxEntities }, cancellationToken)).Select(Stored.TryRead<EntityObservation>).OfType<EntityObservation>())
        {
            if (entity.Entity?.Workload is not null && entity.Labels is not null)
            {
                graph.Observe(entity);
            }
        }

        foreach (var edge in (await store.QueryAsync(new DocumentQuery(DocumentKind.Edge) { Limit = MaxEdges }, cancellationToken)).Select(Stored.TryRead<EdgeObservation>).OfType<EdgeObservation>())
        {
            if (edge.From is not null && edge.To is not null)
            {
                graph.Observe(edge);
            }
        }

        var edges = string.IsNullOrEmpty(around) ? graph.Edges : graph.From(around).Concat(graph.To(around));
        // What is only declared was never seen.
        EdgeObservation[] kept = [.. edges.OrderByDescending(edge => edge.LastSeenMs).ThenBy(edge => edge.From, StringComparer.Ordinal).ThenBy(edge => edge.To, StringComparer.Ordinal).Take(MaxEdges + 1)
            .Select(edge => new EdgeObservation(edge.From, edge.To, edge.Kind, edge.LastSeenMs == long.MaxValue ? 0 : edge.LastSeenMs, edge.Calls, edge.Errors))];
        var cut = kept.Length > MaxEdges;
        kept = cut ? kept[..MaxEdges] : kept;
        return TypedResults.Ok(new TopologyView([.. kept.SelectMany(edge => new[] { edge.From, edge.To }).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], kept, cut));
    }

    private static async Task<IResult> PutServiceAsync(string workload, ServiceEntry entry, HttpContext http, IOperationalStore store, TimeProvider time)
    {
        if (Bounds.CheckId(workload) is { } problem)
        {
            return problem;
        }

        if (entry.Workload != workload)
        {
            return Problems.BadValue("workload", entry.Workload, $"The body names another workload than the address ({workload}).", "write the same in both");
        }

        if (CatalogueFile.Check(workload, entry).FirstOrDefault() is { } mistake)
        {
            return Problems.BadValue(mistake.Key, mistake.Value, $"It {mistake.Problem}.", mistake.Remedy);
        }

        var actor = (string)http.Items[AccessFilter.ActorItem]!;
        var body = AIOpsJson.Write(entry);
        await store.CommitAsync(
            new StoreCommit
            {
                Documents = [new DocumentWrite(DocumentKind.Service, workload, DocumentWrite.AnyVersion, "", workload, time.GetUtcNow().ToUnixTimeMilliseconds(), body)],
                Audit = [new AuditEntry(actor, "service.put", workload, body)],
            },
            http.RequestAborted);
        return TypedResults.Ok(entry);
    }

    private static async Task<IResult> DeleteServiceAsync(string workload, HttpContext http, IOperationalStore store, TimeProvider time)
    {
        if (await store.FindAsync(DocumentKind.Service, workload, http.RequestAborted) is not { } found)
        {
            return Problems.NotFound("service", workload);
        }

        var outcome = await store.CommitAsync(
            new StoreCommit
            {
                Documents = [new DocumentWrite(DocumentKind.Service, workload, found.Version, found.State, found.Key, time.GetUtcNow().ToUnixTimeMilliseconds(), null)],
                Audit = [new AuditEntry((string)http.Items[AccessFilter.ActorItem]!, "service.delete", workload)],
            },
            http.RequestAborted);
        return outcome == CommitOutcome.Committed ? TypedResults.NoContent() : Problems.Conflict("Somebody changed it at the same moment.", "version", $"{found.Version}", "read it again");
    }
}
