using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AIOps.Server.Health;

/// <summary>The bus is connected and its queues are consumed.</summary>
internal sealed class BusCheck(IBusControl bus) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var health = bus.CheckHealth();
        return Task.FromResult(Judge(health.Status, health.Endpoints.Where(endpoint => endpoint.Value.Status != BusHealthStatus.Healthy).Select(endpoint => endpoint.Key).Order(StringComparer.Ordinal).ToList()));
    }

    /// <summary>What the state of the bus means.</summary>
    /// <param name="status">As the bus tells.</param>
    /// <param name="troubled">Names of the queues that are not consumed.</param>
    public static HealthCheckResult Judge(BusHealthStatus status, IReadOnlyList<string> troubled) => status switch
    {
        BusHealthStatus.Healthy => HealthServices.Result(HealthStatus.Healthy, "is connected", "works"),
        BusHealthStatus.Degraded => HealthServices.Result(HealthStatus.Degraded, $"is connected, but {troubled.Count} of its queues are not consumed here ({string.Join(", ", troubled.Take(3))}{(troubled.Count > 3 ? ", ..." : "")}): they are when it settles", "goes on; what is in those queues is seen later"),
        _ => HealthServices.Result(HealthStatus.Unhealthy, "is away: look at the broker (Bus:Address); it is connected again as soon as it answers", "goes on with incidents that are known and with what probes and alerts tell; telemetry is sent back to its senders, which repeat it, and what only telemetry shows is seen later"),
    };
}
