using AIOps.Server.Health;
using AIOps.Storage.Remote;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AIOps.Server.Remote;

/// <summary>The remote store takes what it is sent, and in time.</summary>
internal sealed class RemoteStoreCheck(RemoteWriter writer, TimeProvider time) : IHealthCheck
{
    private const string Automation = "works: nothing that acts reads the remote store";
    private static readonly TimeSpan Tolerated = TimeSpan.FromSeconds(60);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var standing = writer.Standing;
        if (!standing.Sends)
        {
            return Task.FromResult(HealthServices.Result(HealthStatus.Healthy, "another process sends", Automation));
        }

        var troubles = new List<string>();
        if (standing.Away is { } away)
        {
            troubles.Add($"takes nothing for {(time.GetUtcNow() - standing.AwaySince!.Value).TotalSeconds:F0} s ({away}); {standing.WaitingBytes >> 10} KB wait in the journals, the oldest for {standing.Lag.TotalSeconds:F0} s");
        }
        else if (standing.Lag > Tolerated)
        {
            troubles.Add($"lags by {standing.Lag.TotalSeconds:F0} s ({standing.WaitingBytes >> 10} KB wait)");
        }

        if (standing.Refusal is { } refusal)
        {
            troubles.Add($"refused {standing.Refused} samples for good in the last minutes: {refusal}");
        }

        if (standing.Dropped > 0)
        {
            troubles.Add($"{standing.Dropped} samples were given up unsent in the last minutes: see RemoteStore:KeepWaiting and RemoteStore:MaxWaitingBytes");
        }

        return Task.FromResult(troubles.Count == 0
            ? HealthServices.Result(HealthStatus.Healthy, "has everything but the last seconds", Automation)
            : HealthServices.Result(HealthStatus.Degraded, string.Join("; ", troubles), Automation));
    }
}
