using System.Globalization;
using AIOps.Contracts.Storage;
using AIOps.Remediation.Engine;
using AIOps.Server.Correlate;

namespace AIOps.Server.Respond;

/// <summary>
/// Watches whether what the engine knows is still so: when correlation or remediation lags behind the event table, incidents are old news and
/// automation may only suggest. Whether the target's own signals are fresh is asked for each plan.
/// </summary>
internal sealed class BlindSpots(IOperationalStore store, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Tolerated = TimeSpan.FromSeconds(60);
    private static readonly string[] Consumers = [CorrelationConsumer.ConsumerName, RemediationEngine.Consumer];
    private volatile string? _why;

    /// <summary>Why automation is blind, or null.</summary>
    public string? Why => _why;

    /// <summary>Looks now.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            string? why = null;
            foreach (var consumer in Consumers)
            {
                var next = await store.ReadEventsAsync(await store.ReadCursorAsync(consumer, cancellationToken), 1, cancellationToken);
                if (next.Count > 0 && await store.NowAsync(cancellationToken) - DateTimeOffset.FromUnixTimeMilliseconds(next[0].AtMs) is var age && age > Tolerated)
                {
                    why ??= string.Create(CultureInfo.InvariantCulture, $"the {consumer} consumer lags: an event waits for {age.TotalSeconds:0} s, at most {Tolerated.TotalSeconds:0} s are tolerated");
                }
            }

            _why = why;
        }
        catch (StoreUnavailableException away)
        {
            _why = $"the store is away: {away.Message}";
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await LookAsync(stoppingToken);
                await Task.Delay(LookEvery, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // asked to stop
        }
    }
}
