using System.Collections.Concurrent;
using AIOps.Server.Detect;
using MassTransit;
using MassTransit.Middleware;
using Microsoft.Extensions.Options;

namespace AIOps.Server.Bus;

/// <summary>
/// Connects the queues of the shards that this process has, and disconnects those it gives up. On RabbitMQ a queue has a single active consumer, so that a
/// former owner that still holds on only delays the new one, and a batch that cannot be stored goes back to its queue, because its sender was told that it is safe. In memory the queues of all shards are connected from the start.
/// </summary>
internal sealed partial class ShardEndpoints(IBusControl bus, ShardSet shards, Confirmations confirmations, IOptions<BusOptions> options, ILogger<ShardEndpoints> logger)
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<int, IReadOnlyList<HostReceiveEndpointHandle>> _connected = new();

    /// <summary>Begins to consume a shard's queues.</summary>
    public void Connect(int shard)
    {
        if (!options.Value.IsRabbit || _connected.ContainsKey(shard))
        {
            return;
        }

        var handles = new List<HostReceiveEndpointHandle>();
        foreach (var (queue, consume) in Queues(shard, () => shards))
        {
            handles.Add(bus.ConnectReceiveEndpoint(queue, endpoint =>
            {
                if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit)
                {
                    rabbit.Durable = true;
                    rabbit.AutoDelete = false;
                    rabbit.PrefetchCount = 8;
                    rabbit.SingleActiveConsumer = true;
                    rabbit.ConfigureError(error =>
                    {
                        error.UseFilter(new GiveBackFilter());
                        error.UseFilter(new ErrorTransportFilter());
                    });
                }

                Configure(endpoint, consume, confirmations);
            }));
        }

        _connected[shard] = handles;
    }

    /// <summary>Stops consuming a shard's queues; what was delivered and not yet confirmed goes back to them.</summary>
    public async Task DisconnectAsync(int shard, CancellationToken cancellationToken)
    {
        if (!_connected.TryRemove(shard, out var handles))
        {
            return;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StopLimit);
        foreach (var handle in handles)
        {
            try
            {
                await handle.StopAsync(limit.Token);
            }
            catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                // the broker takes the queue away from who does not answer
                Log.NotStopped(logger, shard, failure.Message);
            }
        }
    }

    /// <summary>The queues of a shard and who takes their batches.</summary>
    public static IEnumerable<(string Queue, Func<ConsumeContext<TelemetryMessage>, Task> Consume)> Queues(int shard, Func<ShardSet> shards) =>
    [
        (Sharding.MetricQueue(shard), message => shards().ConsumeMetricsAsync(shard, message.Message.Body, message.CancellationToken)),
        (Sharding.LogQueue(shard), message => shards().ConsumeLogsAsync(shard, message.Message.Body, message.CancellationToken)),
    ];

    /// <summary>What the queues have in common on both transports.</summary>
    public static void Configure(IReceiveEndpointConfigurator endpoint, Func<ConsumeContext<TelemetryMessage>, Task> consume, Confirmations confirmations)
    {
        endpoint.ConfigureConsumeTopology = false;
        endpoint.ConcurrentMessageLimit = 1;
        endpoint.UseMessageRetry(retry =>
        {
            retry.Ignore<InvalidDataException>();
            retry.Ignore<ShardLostException>();
            retry.Interval(5, TimeSpan.FromMilliseconds(500));
        });
        endpoint.Handler<TelemetryMessage>(async message =>
        {
            await consume(message);
            confirmations.Confirm(message.MessageId);
        });
    }

    private static partial class Log
    {
        [LoggerMessage(125, LogLevel.Warning, "The queues of shard {Shard} could not be let go in order: {Reason}")]
        public static partial void NotStopped(ILogger logger, int shard, string reason);
    }
}
