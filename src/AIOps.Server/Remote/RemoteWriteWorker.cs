using AIOps.Contracts.Storage;
using AIOps.Server.Events;
using AIOps.Storage.Remote;

namespace AIOps.Server.Remote;

/// <summary>Runs the sending to the remote store in one process at a time: the one that holds the lease. Every position it stores carries the lease as a fence.</summary>
internal sealed partial class RemoteWriteWorker(RemoteWriter writer, IOperationalStore store, NodeIdentity node, TimeProvider time, ILogger<RemoteWriteWorker> logger) : BackgroundService
{
    public const string Lease = "remote-write";
    private static readonly TimeSpan Term = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await store.TryAcquireLeaseAsync(Lease, node.Name, Term, stoppingToken) is { } lease)
                {
                    await RunAsync(new Fence(lease.Name, lease.Token), stoppingToken);
                }

                await Task.Delay(Beat, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
#pragma warning disable CA1031 // the edge of a loop: told once, tried again
            catch (Exception failure)
#pragma warning restore CA1031
            {
                Log.Failed(logger, failure.Message);
                await Task.Delay(Beat, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task RunAsync(Fence fence, CancellationToken cancellationToken)
    {
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = writer.RunAsync(fence, lost.Token);
        try
        {
            while (!sending.IsCompleted)
            {
                await Task.WhenAny(sending, Task.Delay(Beat, time, cancellationToken));
                cancellationToken.ThrowIfCancellationRequested();
                if (!sending.IsCompleted && (await store.TryAcquireLeaseAsync(fence.Lease, node.Name, Term, cancellationToken))?.Token != fence.Token)
                {
                    Log.LostLease(logger);
                    break;
                }
            }
        }
        finally
        {
            await lost.CancelAsync();
            await EndAsync(sending, fence, lost.Token);
        }
    }

    private async Task EndAsync(Task sending, Fence fence, CancellationToken lost)
    {
        try
        {
            await sending;
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested)
        {
            // what was under way is sent again by whoever goes on
        }
        finally
        {
            await store.ReleaseLeaseAsync(fence.Lease, fence.Token, CancellationToken.None);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(192, LogLevel.Warning, "Sending to the remote store begins anew in a moment: {Reason}")]
        public static partial void Failed(ILogger logger, string reason);

        [LoggerMessage(193, LogLevel.Information, "Another process sends to the remote store now.")]
        public static partial void LostLease(ILogger logger);
    }
}
