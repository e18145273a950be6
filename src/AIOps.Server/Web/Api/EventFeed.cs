using AIOps.Contracts.Storage;
using AIOps.Server.Events;

namespace AIOps.Server.Web.Api;

/// <summary>
/// Follows the event table for live views and for commands that wait for their effect: one reader for all of them, and none while nobody listens.
/// </summary>
internal sealed partial class EventFeed(IOperationalStore store, EventSignal signal, TimeProvider time, WebInstruments instruments, ILogger<EventFeed> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private readonly List<FeedSubscription> _subscriptions = [];
    private readonly SemaphoreSlim _starting = new(1);
    private TaskCompletionSource _wanted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _position;

    /// <summary>Events that the slowest listener has not taken yet.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _subscriptions.Count == 0 ? 0 : _subscriptions.Max(subscription => subscription.Waiting);
            }
        }
    }

    /// <summary>Everything that is appended from now on.</summary>
    public async Task<FeedSubscription> SubscribeAsync(CancellationToken cancellationToken)
    {
        await _starting.WaitAsync(cancellationToken);
        try
        {
            bool first;
            lock (_gate)
            {
                first = _subscriptions.Count == 0;
            }

            var last = first ? await store.LastEventIdAsync(cancellationToken) : 0;
            lock (_gate)
            {
                if (_subscriptions.Count == 0)
                {
                    _position = last;
                }

                var subscription = new FeedSubscription(this, _position);
                _subscriptions.Add(subscription);
                _wanted.TrySetResult();
                return subscription;
            }
        }
        finally
        {
            _starting.Release();
        }
    }

    public void Remove(FeedSubscription subscription)
    {
        lock (_gate)
        {
            _subscriptions.Remove(subscription);
            if (_subscriptions.Count == 0 && _wanted.Task.IsCompleted)
            {
                _wanted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    public override void Dispose()
    {
        _starting.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        instruments.ObserveStreams(() => Waiting, FeedSubscription.Capacity);
        while (!stoppingToken.IsCancellationRequested)
        {
            Task wanted;
            var wake = signal.Next;
            lock (_gate)
            {
                wanted = _wanted.Task;
            }

            await wanted.WaitAsync(stoppingToken);
            try
            {
                if (await PumpAsync(stoppingToken))
                {
                    continue;
                }
            }
            catch (StoreUnavailableException away)
            {
                Log.StoreAway(logger, away);
            }

            await Task.WhenAny(wake, Task.Delay(Interval, time, stoppingToken));
        }
    }

    private async Task<bool> PumpAsync(CancellationToken cancellationToken)
    {
        long position;
        lock (_gate)
        {
            position = _position;
        }

        var events = await store.ReadEventsAsync(position, 500, cancellationToken);
        if (events.Count == 0)
        {
            return false;
        }

        lock (_gate)
        {
            _position = Math.Max(_position, events[^1].Id);
            foreach (var subscription in _subscriptions.ToArray())
            {
                foreach (var occurred in events)
                {
                    subscription.Offer(occurred);
                }
            }
        }

        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(702, LogLevel.Warning, "Live views stand still: the store is away")]
        public static partial void StoreAway(ILogger logger, Exception exception);
    }
}
