using AIOps.Server.Configuration;
using AIOps.Server.Detect;
using AIOps.Server.Events;
using AIOps.Server.Health;
using AIOps.Server.Logs;
using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AIOps.Server.Bus;

/// <summary>MassTransit in memory or over RabbitMQ: telemetry as binary batches in the queues of virtual shards, everything else as JSON.</summary>
internal static class BusSetup
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(3);

    public static BusOptions AddBus(this IServiceCollection services, IConfiguration configuration, bool detects)
    {
        var options = services.AddChecked<BusOptions>(configuration, "Bus");
        services.AddSingleton<EventSignal>();
        services.AddSingleton<EventBroadcast>();
        services.AddHostedService(provider => provider.GetRequiredService<EventBroadcast>());
        services.AddSingleton<Confirmations>();
        services.AddSingleton<BusInstruments>();
        services.AddSingleton<TelemetryPublisher>();
        services.AddSingleton<PoisonObserver>();
        services.AddSingleton<ShardEndpoints>();
        services.AddReceiveObserver<PoisonObserver>();
        services.AddMassTransit(bus =>
        {
            // MassTransit reports its use to its maker unless told not to
            bus.DisableUsageTelemetry();
            bus.AddConsumer<EventsAppendedConsumer>();
            bus.AddConsumer<LogQuestionConsumer>();
            if (options.IsRabbit)
            {
                bus.UsingRabbitMq((context, rabbit) =>
                {
                    rabbit.Host(new Uri(options.Address), host =>
                    {
                        // a stopped process keeps its queues until the broker misses its heartbeat; others wait for its shards meanwhile
                        host.Heartbeat(Heartbeat);
                    });
                    Common(rabbit);
                    rabbit.ReceiveEndpoint(new TemporaryEndpointDefinition("events"), endpoint => endpoint.ConfigureConsumer<EventsAppendedConsumer>(context));
                    if (detects)
                    {
                        rabbit.ReceiveEndpoint(new TemporaryEndpointDefinition("log-questions"), endpoint => endpoint.ConfigureConsumer<LogQuestionConsumer>(context));
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
                        foreach (var (queue, consume) in Enumerable.Range(0, options.ShardCount).SelectMany(shard => ShardEndpoints.Queues(shard, context.GetRequiredService<ShardSet>)))
                        {
                            memory.ReceiveEndpoint(queue, endpoint => ShardEndpoints.Configure(endpoint, consume, context.GetRequiredService<Confirmations>()));
                        }
                    }
                });
            }
        });
        services.AddHealthChecks().AddCheck<BusCheck>("bus", timeout: HealthServices.Timeout);
        // MassTransit's own line does not say what it means for automation
        services.PostConfigure<HealthCheckServiceOptions>(health =>
        {
            foreach (var foreign in health.Registrations.Where(registration => registration.Name.StartsWith("masstransit", StringComparison.Ordinal)).ToList())
            {
                health.Registrations.Remove(foreign);
            }
        });
        return options;
    }

    private static void Common(IBusFactoryConfigurator bus) => bus.AddDeserializer(TelemetrySerializer.Instance);
}
