using AIOps.Contracts.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AIOps.Collectors.Alerts;

/// <summary>Tells of heartbeats that are missing and of those that are back.</summary>
internal sealed partial class HeartbeatCollector(HeartbeatBook book, ITelemetrySink sink, CollectorInstruments instruments, TimeProvider time, ILogger<HeartbeatCollector> logger) : BackgroundService
{
    /// <summary>Tells what is due; what the pipeline has no room for stays due.</summary>
    public async Task CollectAsync(CancellationToken cancellationToken)
    {
        foreach (var alert in book.Due(time.GetUtcNow()))
        {
            if ((await sink.AcceptAsync(alert, cancellationToken).ConfigureAwait(false)).RetryAfter is not null)
            {
                return;
            }

            book.Told(alert);
            instruments.OnAccepted(Collector.Heartbeats, 1);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                try
                {
                    await CollectAsync(stoppingToken).ConfigureAwait(false);
                }
                catch (Exception error) when (error is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
                {
                    instruments.OnFailure(Collector.Heartbeats);
                    Log.TellingFailed(logger, error);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service is stopping.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(241, LogLevel.Warning, "A missing heartbeat could not be told; it is tried again")]
        public static partial void TellingFailed(ILogger logger, Exception error);
    }
}
