using AIOps.Contracts.Catalogue;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Runs;
using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;
using AIOps.Server.Health;
using AIOps.Server.Remote;
using AIOps.Server.Web.Access;
using AIOps.Server.Web.Api;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AIOps.Server.Web.Pages;

/// <summary>The console: pages rendered on the server, kept live by a script that fetches them again when an event tells so.</summary>
internal static class PageEndpoints
{
    private const int MaxCards = 50;
    private const int MaxCharts = 4;
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan After = TimeSpan.FromMinutes(10);

    public static void Map(RouteGroupBuilder pages, IEndpointRouteBuilder endpoints)
    {
        pages.MapGet("/", FirstAsync).ExcludeFromDescription();
        pages.MapGet("/incidents/{id}", IncidentAsync).ExcludeFromDescription();
        pages.MapGet("/runs", RunsAsync).ExcludeFromDescription();
        pages.MapGet("/runs/{id}", RunAsync).ExcludeFromDescription();
        pages.MapGet("/services", (IServiceCatalogue catalogue, HttpContext http, Caller caller) => Answer(http, "Services", "/services", caller.Identify(http), PlainPages.Services(catalogue.Services))).ExcludeFromDescription();
        pages.MapGet("/health", async (HealthCheckService health, HttpContext http, Caller caller) => Answer(http, "Health", "/health", caller.Identify(http), PlainPages.Health(HealthServices.View(await health.CheckHealthAsync(http.RequestAborted))))).ExcludeFromDescription();
        PageActions.Map(pages);
        endpoints.MapGet("/login", (HttpContext http, AccessToken token, string? back = null, string? why = null) => Answer(http, "Log in", "/login", null, PlainPages.Login(Caller.IsLocal(http) ? token.Path : "<data>/token", back, why))).ExcludeFromDescription();
        PageActions.MapLogin(endpoints);
        Assets.Map(endpoints);
    }

    private static async Task<IResult> FirstAsync(IOperationalStore store, ITelemetryHistory history, TimeProvider time, Caller caller, HttpContext http)
    {
        var stop = http.RequestAborted;
        var open = await store.QueryAsync(new DocumentQuery(DocumentKind.Incident) { States = Stored.Names(Stored.ActiveIncident), Limit = MaxCards }, stop);
        var over = await store.QueryAsync(new DocumentQuery(DocumentKind.Incident) { States = Stored.Names([IncidentState.Resolved, IncidentState.Closed]), Limit = 10 }, stop);
        var cards = new List<(Incident Incident, IReadOnlyList<Run> Runs)>();
        foreach (var incident in open.Select(Stored.Incident).OrderBy(incident => incident.Priority).ThenByDescending(incident => incident.Anchors.Detected?.At))
        {
            cards.Add((incident, await RunsOfAsync(store, incident, stop)));
        }

        var now = time.GetUtcNow();
        var actor = caller.Identify(http);
        var title = cards.Count == 0 ? "Nothing is open" : $"({cards.Count}) {cards[0].Incident.Title}";
        return Answer(http, title, "/", actor, IncidentsPage.Render(cards, [.. over.Select(Stored.Incident)], cards.Count == 0 ? history.FindSeries(null).Count : 1, actor, now));
    }

    private static async Task<IResult> IncidentAsync(string id, IOperationalStore store, ITelemetryHistory history, ChartHistory charts, TimeProvider time, Caller caller, HttpContext http)
    {
        var actor = caller.Identify(http);
        if (id.Length > 128 || await store.FindIncidentAsync(id, http.RequestAborted) is not { } incident)
        {
            return Answer(http, "Not found", "", actor, PlainPages.NotFound("incident", id), StatusCodes.Status404NotFound);
        }

        var now = time.GetUtcNow();
        var runs = await RunsOfAsync(store, incident, http.RequestAborted);
        var (drawn, note) = await ChartsAsync(history, charts, incident, now, http.RequestAborted);
        return Answer(http, $"{incident.Id} {incident.Title}", "", actor, IncidentPage.Render(incident, runs, drawn, note, await IncidentMemory.FindAsync(store, incident, 3, http.RequestAborted), actor, now));
    }

    private static async Task<IResult> RunsAsync(IOperationalStore store, KillSwitches switches, TimeProvider time, Caller caller, HttpContext http)
    {
        var actor = caller.Identify(http);
        var runs = await store.QueryAsync(new DocumentQuery(DocumentKind.Run) { Limit = 100 }, http.RequestAborted);
        return Answer(http, "Runs", "/runs", actor, RunsPage.List([.. runs.Select(Stored.Run)], await switches.ListAsync(http.RequestAborted), actor, time.GetUtcNow()));
    }

    private static async Task<IResult> RunAsync(string id, IOperationalStore store, TimeProvider time, Caller caller, HttpContext http)
    {
        var actor = caller.Identify(http);
        return id.Length > 128 || await store.FindRunAsync(id, http.RequestAborted) is not { } run
            ? Answer(http, "Not found", "", actor, PlainPages.NotFound("run", id), StatusCodes.Status404NotFound)
            : Answer(http, $"{run.Id} {run.RunbookId}", "", actor, RunsPage.One(run, actor, time.GetUtcNow()));
    }

    private static async Task<IReadOnlyList<Run>> RunsOfAsync(IOperationalStore store, Incident incident, CancellationToken cancellationToken)
    {
        var runs = new List<Run>();
        foreach (var id in incident.RunIds.TakeLast(10))
        {
            if (await store.FindRunAsync(id, cancellationToken) is { } run)
            {
                runs.Add(run);
            }
        }

        return [.. runs.OrderByDescending(run => run.PlannedAt)];
    }

    private static async Task<(IReadOnlyList<ChartView> Charts, string? Note)> ChartsAsync(ITelemetryHistory history, ChartHistory charts, Incident incident, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var culprit = incident.RootCause?.Culprit;
        var signals = incident.Signals.Select(signal => signal.Anomaly).Where(anomaly => anomaly.SeriesId != 0).DistinctBy(anomaly => anomaly.SeriesId)
            .OrderByDescending(anomaly => anomaly.Entity.Workload == culprit || anomaly.Entity.ToString() == culprit).ThenByDescending(anomaly => anomaly.Score).Take(MaxCharts).ToList();
        if (signals.Count == 0)
        {
            return ([], null);
        }

        var from = (incident.Anchors.ImpactStarted?.At ?? signals[0].OnsetAt) - Before;
        var end = (incident.Anchors.Resolved?.At ?? now) + After;
        var keys = new List<SeriesKey>();
        foreach (var workload in signals.Select(anomaly => anomaly.Entity.Workload).Distinct(StringComparer.Ordinal))
        {
            keys.AddRange(history.FindSeries(workload).Where(key => signals.Exists(anomaly => anomaly.SeriesId == key.Id)));
        }

        List<ulong> others = [.. signals.Select(anomaly => anomaly.SeriesId).Except(keys.Select(key => key.Id))];
        var found = await charts.ReadAsync(keys, others, from, end < now ? end : now, 300, cancellationToken);
        return ([.. signals.Select(anomaly => (anomaly, window: found.Windows.FirstOrDefault(window => window.Id == anomaly.SeriesId))).Where(pair => pair.window is not null).Select(pair =>
        {
            var view = WindowView.Of(pair.window!, 300);
            return new ChartView(pair.anomaly.Signal, pair.anomaly.Entity.ToString(), pair.anomaly.Unit, pair.anomaly.OnsetAt, pair.anomaly.Lower, pair.anomaly.Upper, view.Times, view.Values);
        })], found.Note);
    }

    private static ContentHttpResult Answer(HttpContext http, string title, string here, string? actor, Html content, int status = StatusCodes.Status200OK)
    {
        http.Response.Headers.CacheControl = "no-store";
        var refused = http.Request.Query["refused"].ToString();
        var said = refused.Length > 0 ? refused : http.Request.Query["said"].ToString() switch { "done" => "Done.", "pending" => "Noted. It takes effect as soon as the service gets to it.", _ => null };
        return TypedResults.Content(Frame.Page(title, here, actor, content, said, refused.Length > 0).Text, "text/html; charset=utf-8", statusCode: status);
    }
}
