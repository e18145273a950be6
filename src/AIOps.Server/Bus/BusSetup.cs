using AIOps.Server.Configuration;
using AIOps.Server.Detect;
using AIOps.Server.Events;
using MassTransit;

namespace AIOps.Server.Bus;

/// <summary>MassTransit in memory or over RabbitMQ: telemetry as binary batches in the queues of virtual shards, everything else as JSON.</summary>
internal static class BusSetup
{
    public static IServiceCollection AddBus(this IServiceCollection services, IConfiguration configuration, bool detects)
    {
        var options = services.AddChecked<BusOptions>(configuration, "Bus");
        services.AddSingleton<EventSignal>();
        services.AddSingleton<EventBroadcast>();
        services.AddHostedService(provider => provider.GetRequiredService<EventBroadcast>());
        services.AddSingleton<Confirmations>();
        services.AddSingleton<BusInstruments>();
        services.AddSingleton<TelemetryPublisher>();
        services.AddSingleton<PoisonObserver>();
        services.AddReceiveObserver<PoisonObserver>();
        services.AddMassTransit(bus =>
        {
            // MassTransit reports its use to its maker unless told not to
            bus.DisableUsageTelemetry();
            bus.AddConsumer<EventsAppendedConsumer>();
            if (options.IsRabbit)
            {
                bus.UsingRabbitMq((context, rabbit) =>
                {
                    rabbit.Host(new Uri(options.Address));
                    Common(rabbit);
                    rabbit.ReceiveEndpoint(new TemporaryEndpointDefinition("events"), endpoint => endpoint.ConfigureConsumer<EventsAppendedConsumer>(context));
                    if (detects)
                    {
                        ForEachShard(options, (queue, consume) => rabbit.ReceiveEndpoint(queue, endpoint =>
                        {
                            endpoint.Durable = true;
                            endpoint.AutoDelete = false;
                            endpoint.PrefetchCount = 8;
                            endpoint.SingleActiveConsumer = true;
                            Shard(context, endpoint, consume);
                        }));
                    }
                });
            }
            else
            {
                bus.UsingInMemory((context, memory) =>
                {
                    Common(memory);
                    memory.ReceiveEndpoint("events", endpoint => endpoint.ConfigureConsumer<EventsAppendedConsumer>(context));
                    if (detects)
                    {
                        ForEachShard(options, (queue, consume) => memory.ReceiveEndpoint(queue, endpoint => Shard(context, endpoint, consume)));
                    }
                });
            }
        });
        return services;
    }

    private static void Common(IBusFactoryConfigurator bus) => bus.AddDeserializer(TelemetrySerializer.Instance);

    private static void ForEachShard(BusOptions options, Action<string, Func<IServiceProvider, ConsumeContext<TelemetryMessage>, Task>> add)
    {
        for (var i = 0; i < options.ShardCount; i++)
        {
            var shard = i;
            add(Sharding.MetricQueue(shard), (services, context) => services.GetRequiredService<ShardSet>().ConsumeMetricsAsync(shard, context.Message.Body, context.CancellationToken));
            add(Sharding.LogQueue(shard), (services, context) => services.GetRequiredService<ShardSet>().ConsumeLogsAsync(shard, context.Message.Body, context.CancellationToken));
        }
    }

    private static void Shard(IRegistrationContext context, IReceiveEndpointConfigurator endpoint, Func<IServiceProvider, ConsumeContext<TelemetryMessage>, Task> consume)
    {
        endpoint.ConfigureConsumeTopology = false;
        endpoint.ConcurrentMessageLimit = 1;
        endpoint.UseMessageRetry(retry =>
        {
            retry.Ignore<InvalidDataException>();
            retry.Interval(5, TimeSpan.FromMilliseconds(500));
        });
        endpoint.Handler<TelemetryMessage>(async message =>
        {
            await consume(context, message);
            context.GetRequiredService<Confirmations>().Confirm(message.MessageId);
        });
    }
}
