using AIOps.Contracts.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AIOps.Server.Health;

/// <summary>Our clock and the database's agree, and it was not set.</summary>
internal sealed class ClockCheck(IOperationalStore store, ClockSteps watch, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Tolerated = TimeSpan.FromSeconds(5);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (watch.SetLately() is { } set)
        {
            return HealthServices.Result(HealthStatus.Degraded, $"was set {set.Duration().TotalSeconds:F0} s {(set > TimeSpan.Zero ? "forward" : "back")} in the last ten minutes", "goes on; what was measured and written around that moment bears times that are wrong by that much");
        }

        try
        {
            var apart = (await store.NowAsync(cancellationToken) - time.GetUtcNow()).Duration();
            return apart <= Tolerated
                ? HealthServices.Result(HealthStatus.Healthy, "agrees with the database's", "works")
                : HealthServices.Result(HealthStatus.Degraded, $"is {apart.TotalSeconds:F0} s apart from the database's; set it by NTP", "leases use the database's clock and stay safe; times on incidents may be wrong by that much");
        }
        catch (StoreUnavailableException)
        {
            return HealthServices.Result(HealthStatus.Degraded, "cannot be compared: the store is away", "see store");
        }
    }
}
