using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AIOps.Server.Health;

/// <summary>No bound on what comes in was hit lately.</summary>
internal sealed class BoundsCheck(BoundWatch watch) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(watch.Lately() is { Count: > 0 } hit
            ? HealthServices.Result(HealthStatus.Degraded, $"In the last ten minutes {string.Join("; ", hit)}", "works on what was taken; what was refused is watched by nobody")
            : HealthServices.Result(HealthStatus.Healthy, "none was hit in the last ten minutes", "works"));
}
