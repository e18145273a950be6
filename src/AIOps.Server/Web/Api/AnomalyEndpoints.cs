using System.Text.Json;
using AIOps.Contracts.Events;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;
using AIOps.Server.Detect.Teaching;
using AIOps.Server.Web.Access;
using Microsoft.AspNetCore.Mvc;

namespace AIOps.Server.Web.Api;

/// <summary>Anomalies, read backwards from the event table.</summary>
internal static class AnomalyEndpoints
{
    private const int Chunk = 1_000;
    private const int MaxScan = 20_000;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/anomalies", ListAsync).WithTags("Anomalies").WithName("ListAnomalies")
            .WithSummary("The latest word on each anomaly, newest first. Give next as before to go further back.").Produces<Page<Anomaly>>();
        api.MapPost("/anomalies/{id}/feedback", FeedbackAsync).WithTags("Anomalies").WithName("GiveFeedback")
            .WithSummary("Changes the model of the anomaly's series: true (a real problem), false (none; as strong is no alert for weeks), expected (the present level is the new normal).")
            .Accepts<FeedbackRequest>("application/json").Produces<AnomalyFeedback>(202).ProducesProblem(404);
    }

    /// <summary>Latest versions of anomalies whose last event lies before an id; reads at most 20,000 events back.</summary>
    public static async Task<(IReadOnlyList<Anomaly> Found, long? Next)> ScanAsync(IOperationalStore store, long before, int limit, Func<Anomaly, bool> wanted, CancellationToken cancellationToken)
    {
        var found = new List<Anomaly>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var scanned = 0;
        for (var end = before; end > 1 && scanned < MaxScan; scanned += Chunk)
        {
            var start = Math.Max(0, end - 1 - Chunk);
            var events = await store.ReadEventsAsync(start, Chunk, cancellationToken);
            foreach (var occurred in events.Where(occurred => occurred.Id < end).Reverse())
            {
                if (occurred.Type is not (EventTypes.AnomalyRaised or EventTypes.AnomalyUpdated or EventTypes.AnomalyCleared) || Read(occurred) is not { } anomaly || !seen.Add(anomaly.Id))
                {
                    continue;
                }

                if (wanted(anomaly))
                {
                    found.Add(anomaly);
                    if (found.Count == limit)
                    {
                        return (found, occurred.Id);
                    }
                }
            }

            end = start + 1;
            if (start == 0)
            {
                return (found, null);
            }

            before = end;
        }

        return (found, before > 1 ? before : null);
    }

    private static async Task<IResult> ListAsync(IOperationalStore store, WebInstruments instruments, CancellationToken cancellationToken, string? state = null, string? entity = null, string? kind = null, long? before = null, int limit = 100)
    {
        if (Bounds.Check(instruments, limit) is { } problem)
        {
            return problem;
        }

        AnomalyState? wantedState = null;
        if (state is not null)
        {
            if (!Enum.TryParse<AnomalyState>(state, ignoreCase: true, out var parsed) || !char.IsLetter(state[0]))
            {
                return Problems.BadValue("state", state, "No such state.", "use open, cleared or gone");
            }

            wantedState = parsed;
        }

        AnomalyKind? wantedKind = null;
        if (kind is not null)
        {
            if (!Enum.TryParse<AnomalyKind>(kind, ignoreCase: true, out var parsed) || !char.IsLetter(kind[0]))
            {
                return Problems.BadValue("kind", kind, "No such kind.", $"use one of {string.Join(", ", Enum.GetNames<AnomalyKind>())}");
            }

            wantedKind = parsed;
        }

        var wantedEntity = string.IsNullOrEmpty(entity) ? null : EntityId.Parse(entity);
        var end = before ?? await store.LastEventIdAsync(cancellationToken) + 1;
        var (found, next) = await ScanAsync(store, end, limit, Wanted, cancellationToken);
        return TypedResults.Ok(new Page<Anomaly>(found, null, next));

        bool Wanted(Anomaly anomaly) =>
            (wantedState is null || anomaly.State == wantedState) && (wantedKind is null || anomaly.Kind == wantedKind)
            && (wantedEntity is null || (anomaly.Entity.Workload == wantedEntity.Workload && (wantedEntity.Member is null || anomaly.Entity.Member == wantedEntity.Member)));
    }

    private static async Task<IResult> FeedbackAsync(string id, [FromBody] FeedbackRequest request, HttpContext http, IOperationalStore store, FeedbackDesk desk, WebInstruments instruments)
    {
        if ((Bounds.CheckId(id) ?? Bounds.CheckNote(instruments, request.Note)) is { } problem)
        {
            return problem;
        }

        if (request.Kind is null || !AnomalyFeedback.Kinds.ContainsKey(request.Kind))
        {
            return Problems.BadValue("kind", request.Kind, "No such kind.", $"use one of {string.Join(", ", AnomalyFeedback.Kinds.Keys)}");
        }

        if ((await store.ReadStreamAsync($"anomaly/{id}", 0, 1, http.RequestAborted)).Select(Read).FirstOrDefault() is not { } anomaly)
        {
            return Problems.NotFound("anomaly", id);
        }

        return FeedbackDesk.CanLearn(anomaly)
            ? TypedResults.Accepted((string?)null, (await desk.GiveAsync([anomaly], request.Kind, (string)http.Items[AccessFilter.ActorItem]!, request.Note ?? "", http.RequestAborted))[0])
            : Problems.BadValue("id", id, $"An anomaly of kind {anomaly.Kind} has no series that could learn.", "cancel its incident instead, or change the probe or the source of the log");
    }

    private static Anomaly? Read(StoredEvent occurred)
    {
        try
        {
            return AIOpsJson.Read<Anomaly>(occurred.Payload);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
