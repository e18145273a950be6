using AIOps.Contracts.Storage;
using AIOps.Server.Events;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AIOps.Server.Health;

/// <summary>Every durable consumer of this process has a leader somewhere and keeps up with the event table.</summary>
internal sealed class ConsumerCheck(IServiceProvider services, IOperationalStore store) : IHealthCheck
{
    private const long Behind = 5_000;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var last = await store.LastEventIdAsync(cancellationToken);
            var led = (await store.ReadLeasesAsync(cancellationToken)).Select(lease => lease.Name).ToHashSet(StringComparer.Ordinal);
            var troubles = new List<string>();
            foreach (var consumer in services.GetServices<IHostedService>().OfType<DurableConsumer>())
            {
                if (!led.Contains($"consumer/{consumer.Name}"))
                {
                    troubles.Add($"{consumer.Name} runs nowhere");
                }
                else if (last - await store.ReadCursorAsync(consumer.Name, cancellationToken) is > Behind and var lag)
                {
                    troubles.Add($"{consumer.Name} is {lag} events behind");
                }
            }

            return troubles.Count == 0
                ? HealthServices.Result(HealthStatus.Healthy, "all keep up with the event table", "works")
                : HealthServices.Result(HealthStatus.Degraded, string.Join("; ", troubles), "acts late or not at all: what is behind is done when it catches up");
        }
        catch (StoreUnavailableException)
        {
            return HealthServices.Result(HealthStatus.Unhealthy, "cannot be asked: the store is away", "see store");
        }
    }
}
