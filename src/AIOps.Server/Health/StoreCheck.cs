using AIOps.Contracts.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AIOps.Server.Health;

/// <summary>The store answers and can be written.</summary>
internal sealed class StoreCheck(IOperationalStore store) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            // an empty commit goes through the writer without leaving anything behind
            await store.CommitAsync(new StoreCommit(), cancellationToken);
            return HealthServices.Result(HealthStatus.Healthy, "answers and can be written", "works");
        }
        catch (StoreUnavailableException away)
        {
            return HealthServices.Result(HealthStatus.Unhealthy, away.Message, "stands still: without the store nothing is started, and telemetry is refused with a retry");
        }
    }
}
