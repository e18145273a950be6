using AIOps.Server.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AIOps.Server.Health;

/// <summary>The data folder's disk has room.</summary>
internal sealed class DiskCheck(DataFolder data) : IHealthCheck
{
    private const long Low = 1L << 30;
    private const long Empty = 64L << 20;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var free = new DriveInfo(data.Path).AvailableFreeSpace;
        return Task.FromResult(free switch
        {
            < Empty => HealthServices.Result(HealthStatus.Unhealthy, $"{data.Path} has {free >> 20} MB left: free space or move the data folder", "stands still: a step that cannot be stored is not started"),
            < Low => HealthServices.Result(HealthStatus.Degraded, $"{data.Path} has {free >> 20} MB left", "still works; the history keeps less than its 24 hours"),
            _ => HealthServices.Result(HealthStatus.Healthy, $"{free >> 30} GB are free", "works"),
        });
    }
}
