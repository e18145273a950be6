using System.Diagnostics.Metrics;
using AIOps.Contracts.Storage;

namespace AIOps.Server.Events;

/// <summary>How far the durable consumers that run here are behind the event table, as a metric. The table's end is asked for now and then, so that one that hangs is told too.</summary>
internal sealed class ConsumerLag : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    private readonly Meter _meter = new("AIOps.Events");
    private readonly IServiceProvider _services;
    private readonly IOperationalStore _store;
    private readonly TimeProvider _time;
    private DurableConsumer[] _consumers = [];
    private long _end = -1;

    public ConsumerLag(IServiceProvider services, IOperationalStore store, TimeProvider time)
    {
        (_services, _store, _time) = (services, store, time);
        _meter.CreateObservableGauge("aiops.consumer.lag", Observe, "{event}", "Events that a durable consumer has not done yet; told by the process that runs it.");
    }

    /// <summary>Asks for the end of the event table.</summary>
    public async Task LookAsync(CancellationToken cancellationToken) => Interlocked.Exchange(ref _end, await _store.LastEventIdAsync(cancellationToken));

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        _consumers = [.. _services.GetServices<IHostedService>().OfType<DurableConsumer>()];
        using var timer = new PeriodicTimer(Every, _time);
        try
        {
            do
            {
                try
                {
                    await LookAsync(stoppingToken);
                }
                catch (StoreUnavailableException)
                {
                    // the consumers and the health page tell it
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the service is stopping
        }
    }

    private IEnumerable<Measurement<long>> Observe()
    {
        var end = Interlocked.Read(ref _end);
        foreach (var consumer in _consumers)
        {
            var done = consumer.Position;
            if (end >= 0 && done >= 0)
            {
                yield return new Measurement<long>(Math.Max(0, end - done), new KeyValuePair<string, object?>("consumer", consumer.Name));
            }
        }
    }
}
