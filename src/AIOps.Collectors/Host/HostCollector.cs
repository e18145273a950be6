using System.Runtime.InteropServices;
using AIOps.Contracts.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AIOps.Collectors.Host;

/// <summary>Watches the machine that it runs on.</summary>
internal sealed partial class HostCollector(HostCollectorOptions options, ITelemetrySink sink, CollectorInstruments instruments, TimeProvider time, ILogger<HostCollector> logger) : BackgroundService
{
    private static readonly TimeSpan ObserveEvery = TimeSpan.FromMinutes(1);
    private readonly HostReader _reader = new(options.HostName, options, instruments);
    private DateTimeOffset _observed = DateTimeOffset.MinValue;

    /// <summary>Reads once and hands the reading on.</summary>
    public async Task CollectAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var batch = _reader.Read(now.ToUnixTimeMilliseconds());
        var result = await sink.AcceptAsync(batch, cancellationToken).ConfigureAwait(false);
        if (result.RetryAfter is not null)
        {
            // The next reading comes soon; piling readings up would only make the jam worse.
            instruments.OnRefused(Collector.Host, Refusal.Overload, batch.Count);
            return;
        }

        instruments.OnAccepted(Collector.Host, batch.Count - result.Rejected);
        if (result.Rejected > 0)
        {
            instruments.OnRefused(Collector.Host, Refusal.Sink, result.Rejected);
        }

        if (now - _observed >= ObserveEvery)
        {
            _observed = now;
            await sink.AcceptAsync([Describe(now)], [], cancellationToken).ConfigureAwait(false);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Enabled)
        {
            return;
        }

        using var timer = new PeriodicTimer(options.Interval, time);
        try
        {
            do
            {
                try
                {
                    await CollectAsync(stoppingToken).ConfigureAwait(false);
                }
                catch (Exception error) when (error is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
                {
                    instruments.OnFailure(Collector.Host);
                    Log.ReadingFailed(logger, error);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service is stopping.
        }
    }

    private EntityObservation Describe(DateTimeOffset now) => new(_reader.Entity, now.ToUnixTimeMilliseconds(), new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["host.name"] = options.HostName,
        ["host.arch"] = RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant(),
        ["os.description"] = RuntimeInformation.OSDescription,
        ["host.cpu.count"] = Environment.ProcessorCount.ToString(),
    });

    private static partial class Log
    {
        [LoggerMessage(201, LogLevel.Warning, "A reading of the host failed; the next one is tried as usual")]
        public static partial void ReadingFailed(ILogger logger, Exception error);
    }
}
