using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Server.Detect.Sharing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AIOps.Server.Health;

/// <summary>Every shard of the detection has a worker that lives.</summary>
internal sealed class ShardsCheck(IOperationalStore store) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var live = ShardMembership.Live(await store.ReadLeasesAsync(cancellationToken));
            var stored = await store.FindAsync(DocumentKind.Setting, ShardMembership.Document, cancellationToken);
            return Judge(stored is null ? ShardTable.Empty(0) : AIOpsJson.Read<ShardTable>(stored.Body), live);
        }
        catch (StoreUnavailableException)
        {
            return HealthServices.Result(HealthStatus.Unhealthy, "cannot be asked: the store is away", "see store");
        }
    }

    /// <summary>What the table of owners means.</summary>
    /// <param name="table">Who has which shard.</param>
    /// <param name="live">Workers whose lease runs.</param>
    public static HealthCheckResult Judge(ShardTable table, IReadOnlyCollection<string> live)
    {
        var orphans = table.Owners.Count(owner => !live.Contains(owner.Worker));
        return live.Count == 0
            ? HealthServices.Result(HealthStatus.Degraded, "no process detects: start one with the role detect", "goes on with what probes and alerts tell; telemetry waits in the broker's queues and is judged by nobody")
            : orphans > 0
                ? HealthServices.Result(HealthStatus.Degraded, $"{orphans} of {table.Owners.Count} have no worker; {live.Count} live ones take them within seconds", "goes on; what waits in the queues of those shards is seen later")
                : HealthServices.Result(HealthStatus.Healthy, $"all {table.Owners.Count} are spread over {live.Count} workers", "works");
    }
}
