using AIOps.Contracts.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AIOps.Collectors.Traces;

/// <summary>Hands on what windows of spans come to, as they close.</summary>
internal sealed partial class TraceCollector(SpanReducer reducer, ITelemetrySink sink, CollectorInstruments instruments, TimeProvider time, ILogger<TraceCollector> logger) : BackgroundService
{
    private const int MostWaiting = 24;
    private readonly Queue<ReducedSpans> _waiting = new();

    /// <summary>Closes what is due and hands it on; what the pipeline has no room for waits for the next call.</summary>
    public async Task CollectAsync(CancellationToken cancellationToken)
    {
        if (reducer.Close(time.GetUtcNow().ToUnixTimeMilliseconds()) is { } closed)
        {
            if (_waiting.Count == MostWaiting)
            {
                instruments.OnRefused(Collector.Traces, Refusal.Overload, _waiting.Dequeue().Metrics.Count);
            }

            _waiting.Enqueue(closed);
        }

        while (_waiting.TryPeek(out var next))
        {
            var result = await sink.AcceptAsync(next.Metrics, cancellationToken).ConfigureAwait(false);
            if (result.RetryAfter is not null)
            {
                return;
            }

            if (next.Edges.Count > 0)
            {
                await sink.AcceptAsync([], next.Edges, cancellationToken).ConfigureAwait(false);
            }

            _waiting.Dequeue();
            instruments.OnAccepted(Collector.Traces, next.Metrics.Count);
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
                    instruments.OnFailure(Collector.Traces);
                    Log.HandingOnFailed(logger, error);
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
        [LoggerMessage(221, LogLevel.Warning, "Series from spans could not be handed on; they are tried again")]
        public static partial void HandingOnFailed(ILogger logger, Exception error);
    }
}
