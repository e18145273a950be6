using System.Diagnostics;
using AIOps.Contracts.Storage;

namespace AIOps.Remediation.Engine;

/// <summary>Holds a lease and renews it; knows by the monotonic clock, without asking anybody, until when it surely stands.</summary>
internal sealed class LeaseKeeper : IAsyncDisposable
{
    private readonly IOperationalStore _store;
    private readonly Lease _lease;
    private readonly TimeSpan _term;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _renewing;
    private long _deadline;

    private LeaseKeeper(IOperationalStore store, Lease lease, TimeSpan term, long deadline, TimeProvider time)
    {
        _store = store;
        _lease = lease;
        _term = term;
        _deadline = deadline;
        _renewing = RenewAsync(time);
    }

    /// <summary>For every commit while it is held.</summary>
    public Fence Fence => new(_lease.Name, _lease.Token);

    /// <summary>Monotonic moment at which it ends as far as is known.</summary>
    public long Deadline => Interlocked.Read(ref _deadline);

    /// <summary>Fires when it is lost.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Told of every renewal.</summary>
    public Action<long> OnRenewed { get; set; } = _ => { };

    public static async Task<LeaseKeeper?> TryTakeAsync(IOperationalStore store, string name, string owner, TimeSpan term, TimeProvider time, CancellationToken cancellationToken)
    {
        // Counted from before the call, and a second short: the store may have begun to count when we asked.
        var asked = Stopwatch.GetTimestamp();
        var lease = await store.TryAcquireLeaseAsync(name, owner, term, cancellationToken).ConfigureAwait(false);
        return lease is null ? null : new LeaseKeeper(store, lease, term, DeadlineOf(asked, term), time);
    }

    /// <summary>Gives it back.</summary>
    public async Task ReleaseAsync()
    {
        await StopAsync().ConfigureAwait(false);
        try
        {
            await _store.ReleaseLeaseAsync(_lease.Name, _lease.Token, CancellationToken.None).ConfigureAwait(false);
        }
        catch (StoreUnavailableException)
        {
            // It runs out by itself.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _lost.Dispose();
        _stop.Dispose();
    }

    private static long DeadlineOf(long asked, TimeSpan term) => asked + (long)((term - TimeSpan.FromSeconds(1)).TotalSeconds * Stopwatch.Frequency);

    private async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _renewing.ConfigureAwait(false);
    }

    private async Task RenewAsync(TimeProvider time)
    {
        try
        {
            while (Stopwatch.GetTimestamp() < Deadline)
            {
                await Task.Delay(_term / 4, time, _stop.Token).ConfigureAwait(false);
                var asked = Stopwatch.GetTimestamp();
                try
                {
                    var lease = await _store.TryAcquireLeaseAsync(_lease.Name, _lease.Owner, _term, _stop.Token).ConfigureAwait(false);
                    if (lease is null || lease.Token != _lease.Token)
                    {
                        break;
                    }

                    Interlocked.Exchange(ref _deadline, DeadlineOf(asked, _term));
                    OnRenewed(Deadline);
                }
                catch (StoreUnavailableException)
                {
                    // Tried again until the deadline; the guard keeps its own time.
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return;
        }

        await _lost.CancelAsync().ConfigureAwait(false);
    }
}
