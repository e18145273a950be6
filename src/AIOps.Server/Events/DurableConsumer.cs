using System.Diagnostics;
using AIOps.Contracts.Storage;

namespace AIOps.Server.Events;

/// <summary>
/// Reads the event table by a cursor of its own. One process at a time runs a consumer: it holds the lease <c>consumer/NAME</c>, and every commit of its carries
/// that lease as a fence, so a paused former holder can change nothing. The cursor is committed together with the state, so an event is applied exactly once.
/// </summary>
internal abstract partial class DurableConsumer(string name, IOperationalStore store, EventSignal signal, NodeIdentity node, TimeProvider time, ILogger logger) : BackgroundService
{
    private static readonly TimeSpan LeaseTerm = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(2);

    public string Name => name;

    /// <summary>The lease to put into every commit while leading.</summary>
    protected Fence Fence { get; private set; } = new("", 0);

    /// <summary>How long to wait for new events before <see cref="TickAsync"/> is called.</summary>
    protected virtual TimeSpan TickEvery => TimeSpan.FromSeconds(1);

    /// <summary>Most events handed over at once.</summary>
    protected virtual int BatchSize => 256;

    /// <summary>Id of the last event that this consumer has done; -1 while it does not lead.</summary>
    public long Position { get; private set; } = -1;

    /// <summary>Called when this process became the consumer, and again after a refused commit: load the state from the store.</summary>
    protected virtual Task LeadAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Applies events. Commit what follows from them together with <paramref name="advance"/> and <see cref="Fence"/> in one <see cref="StoreCommit"/>.</summary>
    /// <returns>The commit's outcome; anything but Committed makes the consumer load its state again.</returns>
    protected abstract Task<CommitOutcome> HandleAsync(IReadOnlyList<StoredEvent> events, CursorAdvance advance, CancellationToken cancellationToken);

    /// <summary>Called at least every <see cref="TickEvery"/> for what depends on time alone.</summary>
    protected virtual Task<CommitOutcome> TickAsync(CancellationToken cancellationToken) => Task.FromResult(CommitOutcome.Committed);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunWhileLeadingAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
#pragma warning disable CA1031 // the edge of a loop: told once, tried again
            catch (Exception failure)
#pragma warning restore CA1031
            {
                Log.Failed(logger, name, failure);
            }

            Position = -1;
            await DelayAsync(TimeSpan.FromSeconds(1), stoppingToken);
        }

        await ReleaseAsync();
    }

    private async Task RunWhileLeadingAsync(CancellationToken cancellationToken)
    {
        if (!await RenewAsync(cancellationToken))
        {
            return;
        }

        var renewed = time.GetTimestamp();
        var ticked = 0L;
        Position = await store.ReadCursorAsync(name, cancellationToken);
        await LeadAsync(cancellationToken);
        while (!cancellationToken.IsCancellationRequested)
        {
            if (time.GetElapsedTime(renewed) >= RenewEvery)
            {
                if (!await RenewAsync(cancellationToken))
                {
                    Log.LostLease(logger, name);
                    return;
                }

                renewed = time.GetTimestamp();
            }

            var next = signal.Next;
            var events = await store.ReadEventsAsync(Position, BatchSize, cancellationToken);
            if (events.Count > 0)
            {
                using var activity = Tracing.Consume(name, events);
                var outcome = await HandleAsync(events, new CursorAdvance(name, Position, events[^1].Id), cancellationToken);
                if (outcome != CommitOutcome.Committed)
                {
                    activity?.SetStatus(ActivityStatusCode.Error, outcome.ToString());
                    Log.Refused(logger, name, outcome);
                    return;
                }

                Position = events[^1].Id;
            }

            if (ticked == 0 || time.GetElapsedTime(ticked) >= TickEvery)
            {
                var outcome = await TickAsync(cancellationToken);
                if (outcome != CommitOutcome.Committed)
                {
                    Log.Refused(logger, name, outcome);
                    return;
                }

                ticked = time.GetTimestamp();
            }

            if (events.Count == 0)
            {
                await Task.WhenAny(next, DelayAsync(TickEvery, cancellationToken));
            }
        }
    }

    private async Task<bool> RenewAsync(CancellationToken cancellationToken)
    {
        var lease = await store.TryAcquireLeaseAsync($"consumer/{name}", node.Name, LeaseTerm, cancellationToken);
        if (lease is null)
        {
            return false;
        }

        Fence = new Fence(lease.Name, lease.Token);
        return true;
    }

    private async Task ReleaseAsync()
    {
        try
        {
            if (Fence.Token > 0)
            {
                await store.ReleaseLeaseAsync(Fence.Lease, Fence.Token, CancellationToken.None);
            }
        }
        catch (StoreUnavailableException)
        {
            // the lease runs out by itself
        }
    }

    private async Task DelayAsync(TimeSpan span, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(span, time, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // the loop sees it
        }
    }

    private static partial class Log
    {
        [LoggerMessage(100, LogLevel.Error, "Consumer {Consumer} failed; it loads its state again in a second.")]
        public static partial void Failed(ILogger logger, string consumer, Exception failure);

        [LoggerMessage(101, LogLevel.Warning, "Consumer {Consumer} lost its lease to another process.")]
        public static partial void LostLease(ILogger logger, string consumer);

        [LoggerMessage(102, LogLevel.Warning, "Consumer {Consumer}: the store refused a commit ({Outcome}); it loads its state again.")]
        public static partial void Refused(ILogger logger, string consumer, CommitOutcome outcome);
    }
}
