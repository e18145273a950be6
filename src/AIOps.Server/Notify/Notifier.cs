using System.Text.Json;
using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Notifications.Delivery;
using AIOps.Notifications.Policy;
using AIOps.Server.Events;

namespace AIOps.Server.Notify;

/// <summary>
/// Decides what is told: reads incidents' versions from the event table, stores threads and messages with its cursor, and lets held pages go by its own timer
/// from what it stored, so neither the engine nor the correlator need be alive for a page.
/// </summary>
internal sealed partial class Notifier(
    IOperationalStore store,
    EventSignal signal,
    NodeIdentity node,
    IEnumerable<INotificationChannel> channels,
    DeliverySignal deliveries,
    NotifyInstruments instruments,
    TimeProvider time,
    ILogger<Notifier> logger) : DurableConsumer("notifier", store, signal, node, time, logger)
{
    private const string Held = "held";
    private const string Told = "told";

    private readonly IOperationalStore _store = store;
    private readonly TimeProvider _time = time;
    private readonly string[] _channels = [.. channels.Select(channel => channel.Name)];

    protected override TimeSpan TickEvery => TimeSpan.FromMilliseconds(500);

    protected override async Task<CommitOutcome> HandleAsync(IReadOnlyList<StoredEvent> events, CursorAdvance advance, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var threads = new Dictionary<string, (NotificationThread Thread, long Version)>(StringComparer.Ordinal);
        var messages = new List<Notification>();
        foreach (var incident in events.Where(stored => stored.Type is EventTypes.IncidentOpened or EventTypes.IncidentChanged).Select(Read<Incident>).OfType<Incident>())
        {
            if (!threads.TryGetValue(incident.Id, out var known))
            {
                known = await LoadAsync(incident.Id, cancellationToken);
            }

            var (next, said) = NotificationPolicy.Apply(known.Thread, incident, now);
            threads[incident.Id] = (next, known.Version);
            messages.AddRange(said);
        }

        messages.AddRange(events.Where(stored => stored.Type == EventTypes.AlertPagedRaw).Select(Read<ExternalAlert>).OfType<ExternalAlert>().Select(alert => Notification.Raw(alert, now)));
        return await SaveAsync(threads.Values.Where(entry => entry.Version > 0 || entry.Thread.Sequence > 0), messages, advance, cancellationToken);
    }

    protected override async Task<CommitOutcome> TickAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var held = await _store.QueryAsync(
            new DocumentQuery(DocumentKind.Notification) { States = [Held], ToMs = now.ToUnixTimeMilliseconds() + 1, OldestFirst = true },
            cancellationToken);
        if (held.Count == 0)
        {
            return CommitOutcome.Committed;
        }

        var threads = new List<(NotificationThread Thread, long Version)>();
        var pages = new List<Notification>();
        foreach (var document in held)
        {
            var (next, page) = NotificationPolicy.Release(AIOpsJson.Read<NotificationThread>(document.Body), now);
            threads.Add((next, document.Version));
            if (page is not null)
            {
                Log.HoldEnded(logger, page.IncidentId);
                pages.Add(page);
            }
        }

        return await SaveAsync(threads, pages, null, cancellationToken);
    }

    private async Task<CommitOutcome> SaveAsync(
        IEnumerable<(NotificationThread Thread, long Version)> threads,
        List<Notification> messages,
        CursorAdvance? advance,
        CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var documents = threads
            .Select(entry => new DocumentWrite(
                DocumentKind.Notification,
                ThreadId(entry.Thread.IncidentId),
                entry.Version,
                entry.Thread.HeldUntil is null ? Told : Held,
                entry.Thread.IncidentId,
                entry.Thread.HeldUntil?.ToUnixTimeMilliseconds() ?? now,
                AIOpsJson.Write(entry.Thread)))
            .Concat(messages.SelectMany(message => _channels.Select(channel =>
                new Delivery { Notification = message, Channel = channel }.ToWrite(Delivery.Pending, 0))));
        var outcome = await _store.CommitAsync(new StoreCommit { Documents = [.. documents], Cursor = advance, Fences = [Fence] }, cancellationToken);
        if (outcome == CommitOutcome.Committed && messages.Count > 0)
        {
            foreach (var message in messages)
            {
                instruments.OnDecided(message.Kind.ToString().ToLowerInvariant());
            }

            deliveries.Pulse();
        }

        return outcome;
    }

    private async Task<(NotificationThread Thread, long Version)> LoadAsync(string incidentId, CancellationToken cancellationToken) =>
        await _store.FindAsync(DocumentKind.Notification, ThreadId(incidentId), cancellationToken) is { } document
            ? (AIOpsJson.Read<NotificationThread>(document.Body), document.Version)
            : (new NotificationThread { IncidentId = incidentId }, 0);

    private T? Read<T>(StoredEvent stored)
        where T : class
    {
        try
        {
            return AIOpsJson.Read<T>(stored.Payload);
        }
        catch (JsonException failure)
        {
            Log.Unreadable(logger, stored.Id, failure.Message);
            return null;
        }
    }

    private static string ThreadId(string incidentId) => $"thread/{incidentId}";

    private static partial class Log
    {
        [LoggerMessage(750, LogLevel.Warning, "The page of {Incident} was held; its hold ended, so it goes out.")]
        public static partial void HoldEnded(ILogger logger, string incident);

        [LoggerMessage(751, LogLevel.Error, "Event {Event} cannot be read and is passed over: {Problem}")]
        public static partial void Unreadable(ILogger logger, long @event, string problem);
    }
}
