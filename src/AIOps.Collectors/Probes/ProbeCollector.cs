using AIOps.Contracts.Catalogue;
using AIOps.Contracts.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AIOps.Collectors.Probes;

/// <summary>Runs the probes of the service catalogue, each at its own pace, and follows changes of the catalogue.</summary>
internal sealed partial class ProbeCollector(
    IServiceCatalogue catalogue, Prober prober, ProbeRegistry registry, ITelemetrySink sink, CollectorInstruments instruments, TimeProvider time, ILogger<ProbeCollector> logger) : BackgroundService
{
    private const int MostProbes = 1000;
    private readonly ProbeSamples _samples = new();
    private readonly Dictionary<(string Workload, ProbeEntry Probe), (CancellationTokenSource Stop, Task Loop)> _running = [];

    /// <summary>Starts probes that are new in the catalogue and stops those that are gone.</summary>
    internal void Follow(CancellationToken stoppingToken)
    {
        var wanted = new Dictionary<(string Workload, ProbeEntry Probe), ServiceEntry>();
        foreach (var service in catalogue.Services)
        {
            foreach (var probe in service.Probes)
            {
                if (wanted.Count < MostProbes)
                {
                    wanted[(service.Workload, probe)] = service;
                }
                else
                {
                    instruments.OnRefused(Collector.Probes, Refusal.TableFull);
                }
            }
        }

        foreach (var (key, running) in _running.Where(pair => !wanted.ContainsKey(pair.Key)).ToList())
        {
            running.Stop.Cancel();
            _running.Remove(key);
            registry.Remove(key.Workload, key.Probe.Name, key.Probe.Member);
        }

        foreach (var (key, service) in wanted)
        {
            if (!_running.ContainsKey(key))
            {
                var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                var watch = new ProbeWatch(service, key.Probe, prober, registry, _samples, sink, instruments, time);
                _running.Add(key, (stop, Task.Run(() => LoopAsync(watch, stop), CancellationToken.None)));
            }
        }
    }

    /// <summary>Hands on the samples that have come together.</summary>
    internal async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_samples.Take() is not { } batch)
        {
            return;
        }

        var result = await sink.AcceptAsync(batch, cancellationToken).ConfigureAwait(false);
        if (result.RetryAfter is null)
        {
            instruments.OnAccepted(Collector.Probes, batch.Count);
        }
        else
        {
            instruments.OnRefused(Collector.Probes, Refusal.Overload, batch.Count);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        try
        {
            do
            {
                try
                {
                    Follow(stoppingToken);
                    await FlushAsync(stoppingToken).ConfigureAwait(false);
                }
                catch (Exception error) when (error is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
                {
                    instruments.OnFailure(Collector.Probes);
                    Log.RoundFailed(logger, error);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(_running.Values.Select(running => running.Loop)).ConfigureAwait(false);
        }
    }

    private async Task LoopAsync(ProbeWatch watch, CancellationTokenSource stop)
    {
        using var _ = stop;
        using var timer = new PeriodicTimer(watch.Probe.Interval > TimeSpan.FromMilliseconds(50) ? watch.Probe.Interval : TimeSpan.FromMilliseconds(50), time);
        try
        {
            do
            {
                try
                {
                    await watch.RunOnceAsync(stop.Token).ConfigureAwait(false);
                }
                catch (Exception error) when (error is not OperationCanceledException || !stop.IsCancellationRequested)
                {
                    instruments.OnFailure(Collector.Probes);
                    Log.ProbeBroke(logger, error, watch.Probe.Name, watch.Probe.Address);
                }
            }
            while (await timer.WaitForNextTickAsync(stop.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The probe left the catalogue, or the service is stopping.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(231, LogLevel.Warning, "Following the catalogue's probes failed; tried again in a second")]
        public static partial void RoundFailed(ILogger logger, Exception error);

        [LoggerMessage(232, LogLevel.Warning, "Probe {Name} of {Address} could not be run or told; it goes on")]
        public static partial void ProbeBroke(ILogger logger, Exception error, string name, string address);
    }
}
