using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Notifications.Delivery;
using AIOps.Notifications.Policy;
using AIOps.Server.Events;

namespace AIOps.Server.Notify;

/// <summary>Sends the pending messages of one channel, under a lease, from the store: what fails is tried again until it is given up.</summary>
internal sealed partial class ChannelDeliverer(
    INotificationChannel channel,
    IOperationalStore store,
    DeliverySignal signal,
    NodeIdentity node,
    TimeSpan giveUpAfter,
    NotifyInstruments instruments,
    TimeProvider time,
    ILogger logger)
{
    private const int MostRemembered = 10_000;
    private static readonly TimeSpan LeaseTerm = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, DateTimeOffset> _quietUntil = new(StringComparer.Ordinal);

    /// <summary>Messages that wait for this channel.</summary>
    public long Waiting { get; private set; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var next = signal.Next;
            var wait = Poll;
            try
            {
                wait = await DeliverAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // the edge of a loop: told once, tried again
            catch (Exception failure)
#pragma warning restore CA1031
            {
                Log.Failed(logger, channel.Name, failure);
            }

            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(next, Task.Delay(wait, time, stop.Token));
            await stop.CancelAsync();
        }
    }

    /// <summary>Sends what is due.</summary>
    /// <returns>How long there is nothing to do unless new messages come.</returns>
    public async Task<TimeSpan> DeliverAsync(CancellationToken cancellationToken)
    {
        if (await store.TryAcquireLeaseAsync($"notify/{channel.Name}", node.Name, LeaseTerm, cancellationToken) is not { } lease)
        {
            return Poll;
        }

        var fence = new Fence(lease.Name, lease.Token);
        var pending = await store.QueryAsync(
            new DocumentQuery(DocumentKind.Notification) { States = [Delivery.Pending], Key = channel.Name, OldestFirst = true },
            cancellationToken);
        Waiting = pending.Count;
        var choice = DeliveryQueue.Choose(pending, channel.Consolidates, QuietUntil, time.GetUtcNow());
        if (choice.Superseded.Count > 0)
        {
            var writes = choice.Superseded.Select(document => new DocumentWrite(document.Kind, document.Id, document.Version, Delivery.Superseded, document.Key, document.AtMs, document.Body));
            await store.CommitAsync(new StoreCommit { Documents = [.. writes], Fences = [fence] }, cancellationToken);
        }

        if (choice.Ready.Count > 0)
        {
            // One at a time: what comes meanwhile may be more urgent, or make the rest superfluous.
            var (document, delivery) = choice.Ready[0];
            await SendAsync(document, delivery, fence, cancellationToken);
            return TimeSpan.Zero;
        }

        var wait = choice.WakeAt is { } wake ? wake - time.GetUtcNow() : Poll;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Poll ? Poll : wait;
    }

    private async Task SendAsync(Document document, Delivery delivery, Fence fence, CancellationToken cancellationToken)
    {
        var outcome = await AttemptAsync(delivery.Notification, cancellationToken);
        var now = time.GetUtcNow();
        instruments.OnAttempt(channel.Name, outcome.Result.ToString().ToLowerInvariant());
        var tried = delivery with { Attempts = delivery.Attempts + 1, Detail = outcome.Detail };
        IReadOnlyList<NewEvent> events = [];
        DocumentWrite write;
        if (outcome.Result is DeliveryResult.Accepted)
        {
            write = (tried with { AcceptedAt = now, NextAttemptAt = null }).ToWrite(Delivery.Delivered, document.Version);
            events = delivery.Notification.IsRawAlert ? [] : [FirstNotified(delivery.Notification, now)];
            Remember(delivery.Notification.IncidentId, now);
        }
        else if (outcome.Result is DeliveryResult.Refused || now - delivery.Notification.At >= giveUpAfter)
        {
            write = tried.ToWrite(Delivery.Dead, document.Version);
            instruments.OnDead(channel.Name);
            Log.GivenUp(logger, channel.Name, delivery.Notification.Id, tried.Attempts, outcome.Detail);
        }
        else
        {
            var wait = outcome.RetryAfter ?? Backoff(tried.Attempts);
            write = (tried with { NextAttemptAt = now + wait }).ToWrite(Delivery.Pending, document.Version);
            Log.Later(logger, channel.Name, delivery.Notification.Id, tried.Attempts, outcome.Detail, wait);
        }

        await store.CommitAsync(new StoreCommit { Documents = [write], Events = events, Fences = [fence] }, cancellationToken);
    }

    private async Task<DeliveryOutcome> AttemptAsync(Notification notification, CancellationToken cancellationToken)
    {
        try
        {
            return await channel.SendAsync(notification, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // a channel's bug is that channel's trouble; the type alone is told, its text may hold a secret
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return new DeliveryOutcome(DeliveryResult.TryLater, $"failed ({failure.GetType().Name})");
        }
    }

    /// <summary>The first acceptance by any channel makes the incident notified; the key lets the table drop all later ones.</summary>
    private static NewEvent FirstNotified(Notification notification, DateTimeOffset now) => new(
        $"incident/{notification.IncidentId}",
        EventTypes.IncidentCommanded,
        AIOpsJson.Write(new IncidentCommand(notification.IncidentId, IncidentAction.Notified, "aiops", now) { Moment = now }),
        DedupKey: $"notified/{notification.IncidentId}");

    private static TimeSpan Backoff(int attempts)
    {
        var wait = FirstWait * Math.Pow(2, Math.Min(attempts - 1, 10)) * (0.75 + (Random.Shared.NextDouble() / 2));
        return wait < LongestWait ? wait : LongestWait;
    }

    private DateTimeOffset QuietUntil(string incidentId) => _quietUntil.GetValueOrDefault(incidentId, DateTimeOffset.MinValue);

    private void Remember(string incidentId, DateTimeOffset now)
    {
        if (_quietUntil.Count >= MostRemembered)
        {
            _quietUntil.Clear(); // costs at worst one early update
        }

        _quietUntil[incidentId] = now + channel.UpdateSpacing;
    }

    private static partial class Log
    {
        [LoggerMessage(760, LogLevel.Error, "Channel {Channel}: delivery stopped for a moment.")]
        public static partial void Failed(ILogger logger, string channel, Exception failure);

        [LoggerMessage(761, LogLevel.Error, "Channel {Channel}: {Message} given up after {Attempts} attempts ({Detail}); it is kept as a dead letter.")]
        public static partial void GivenUp(ILogger logger, string channel, string message, int attempts, string detail);

        [LoggerMessage(762, LogLevel.Warning, "Channel {Channel}: {Message} not delivered at attempt {Attempts} ({Detail}); again in {Wait}.")]
        public static partial void Later(ILogger logger, string channel, string message, int attempts, string detail, TimeSpan wait);
    }
}
