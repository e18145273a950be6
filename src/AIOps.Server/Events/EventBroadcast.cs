using MassTransit;

namespace AIOps.Server.Events;

/// <summary>
/// Tells the other processes, over the bus, that events were appended. Requests that come while one is under way are folded into the next; a lost message only
/// costs the others one polling interval, so nothing waits for it.
/// </summary>
internal sealed partial class EventBroadcast(IServiceProvider services, NodeIdentity node, ILogger<EventBroadcast> logger) : BackgroundService
{
    private static readonly TimeSpan PublishTimeout = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _requested = new(0, 1);

    public void Request()
    {
        try
        {
            _requested.Release();
        }
        catch (SemaphoreFullException)
        {
            // one is waiting already
        }
    }

    public override void Dispose()
    {
        _requested.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await _requested.WaitAsync(stoppingToken);
            try
            {
                using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                timeout.CancelAfter(PublishTimeout);
                await services.GetRequiredService<IBus>().Publish(new EventsAppended { Node = node.Name }, timeout.Token);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // the edge of a loop: a wake-up may be lost
            catch (Exception failure)
#pragma warning restore CA1031
            {
                Log.NotPublished(logger, failure.Message);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(110, LogLevel.Warning, "Could not wake the other processes over the bus ({Reason}); they poll.")]
        public static partial void NotPublished(ILogger logger, string reason);
    }
}
