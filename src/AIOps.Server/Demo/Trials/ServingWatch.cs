using AIOps.Server.Demo.Stage;

namespace AIOps.Server.Demo.Trials;

/// <summary>Measures from outside, as customers would: since when is every request served, and does every process answer for itself.</summary>
internal sealed class ServingWatch(ServiceStage stage, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Proof = TimeSpan.FromSeconds(4);

    private DateTimeOffset? _goodSince;

    /// <summary>True once something failed.</summary>
    public bool WasBroken { get; private set; }

    /// <summary>Checks that failed.</summary>
    public int Failures { get; private set; }

    /// <summary>Since when everything is served, when that has held long enough to be believed; null otherwise.</summary>
    public DateTimeOffset? ServedSince => _goodSince is { } since && time.GetUtcNow() - since >= Proof ? since : null;

    /// <summary>Looks until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var began = time.GetUtcNow();
                if (await stage.ServesAsync(cancellationToken))
                {
                    _goodSince ??= began;
                }
                else
                {
                    WasBroken = true;
                    Failures++;
                    _goodSince = null;
                }

                await Task.Delay(Interval, time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // the watch ends
        }
    }
}
