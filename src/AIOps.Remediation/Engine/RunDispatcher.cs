using System.Collections.Concurrent;
using AIOps.Contracts.Runs;
using AIOps.Contracts.Storage;
using AIOps.Remediation.Resilience;
using Microsoft.Extensions.Logging;

namespace AIOps.Remediation.Engine;

/// <summary>
/// Acts: takes queued runs, and runs whose node died, and carries them to their end. Any number of nodes may run one; the lease of the target and the
/// version of the run's document decide who acts.
/// </summary>
public sealed partial class RunDispatcher(EngineServices services, ILogger<RunDispatcher> logger) : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private readonly NodeOwner _owner = NodeOwner.New();
    private readonly ConcurrentDictionary<string, Task> _atWork = new(StringComparer.Ordinal);

    // A lease is this node's: two runs of one service would renew and give back each other's.
    private readonly ConcurrentDictionary<string, string> _services = new(StringComparer.Ordinal);
    private readonly StepPipelines _pipelines = new(services.Time, services.Innermost);
    private readonly SemaphoreSlim _wake = new(0, 1);

    /// <summary>Gets masked output of running steps as it comes: run id and text.</summary>
    public Action<string, string> OnOutput { get; set; } = (_, _) => { };

    /// <summary>Looks for runs at once.</summary>
    public void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // A look is due already.
        }
    }

    /// <summary>Works until it is stopped; runs at work are then left to recovery.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                try
                {
                    await LookAsync(cancellationToken).ConfigureAwait(false);
                }
                catch (StoreUnavailableException exception)
                {
                    Log.StoreAway(logger, exception.Message);
                }

                await _wake.WaitAsync(LookEvery, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked to stop.
        }

        await Task.WhenAll(_atWork.Values).ConfigureAwait(false);
    }

    /// <summary>Starts what is due and not at work yet.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var due = await services.Store.QueryAsync(new DocumentQuery(DocumentKind.Run) { States = [nameof(RunState.Queued), nameof(RunState.Running), nameof(RunState.Verifying)], OldestFirst = true, Limit = 200 }, cancellationToken).ConfigureAwait(false);
        foreach (var document in due)
        {
            if (_atWork.ContainsKey(document.Id))
            {
                continue;
            }

            var run = RunDocument.Read(document);
            if (!_services.TryAdd(run.Service, run.Id))
            {
                continue;
            }

            var task = Task.Run(() => CarryAsync(run, cancellationToken), CancellationToken.None);
            _atWork[document.Id] = task;
            _ = task.ContinueWith(
                _ =>
                {
                    _atWork.TryRemove(run.Id, out var _);
                    _services.TryRemove(run.Service, out var _);
                },
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }

    /// <summary>Waits until nothing is at work.</summary>
    public Task IdleAsync() => Task.WhenAll(_atWork.Values);

    /// <inheritdoc/>
    public void Dispose()
    {
        _pipelines.Dispose();
        _wake.Dispose();
    }

    private async Task CarryAsync(Run run, CancellationToken cancellationToken)
    {
        try
        {
            var lease = await TakeAsync(run, cancellationToken).ConfigureAwait(false);
            if (lease is null)
            {
                return;
            }

            services.Instruments.OnLeaseTaken();
            try
            {
                await CarryAsync(run, lease, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                services.Instruments.OnLeaseGiven();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped, or the lease was lost: recovery carries it on.
        }
        catch (StoreUnavailableException exception)
        {
            Log.StoreAway(logger, exception.Message);
        }
#pragma warning disable CA1031 // the edge of a worker: told once, recovery carries the run on
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.Failed(logger, run.Id, exception);
        }
    }

    private async Task CarryAsync(Run run, LeaseKeeper lease, CancellationToken cancellationToken)
    {
        await using (lease.ConfigureAwait(false))
        {
            // Read again under the lease: another node may have carried it on.
            var document = await services.Store.FindAsync(DocumentKind.Run, run.Id, cancellationToken).ConfigureAwait(false);
            if (document is not null && RunDocument.Read(document) is { State: RunState.Queued or RunState.Running or RunState.Verifying } current)
            {
                if (!RunRecovery.MayTake(current, _owner, services.ControlGroups))
                {
                    Log.StillAlive(logger, run.Id);
                    return;
                }

                await new RunExecution(services, _pipelines, _owner, lease, current, OnOutput).CarryAsync(cancellationToken).ConfigureAwait(false);
            }

            await lease.ReleaseAsync().ConfigureAwait(false);
        }
    }

    private async Task<LeaseKeeper?> TakeAsync(Run run, CancellationToken cancellationToken)
    {
        var name = $"target/{run.Service}";
        if (run.State != RunState.Queued && NodeOwner.TryParse(run.Owner) is { } previous && previous != _owner)
        {
            // A node that is proven dead, with what it started, need not be waited for.
            if (previous.IsProvenDead)
            {
                if (!RunRecovery.KillGuards(run, services.ControlGroups))
                {
                    return null;
                }

                await services.Store.ReleaseLeaseAsync(name, run.FencingToken, cancellationToken).ConfigureAwait(false);
            }
        }

        return await LeaseKeeper.TryTakeAsync(services.Store, name, _owner.ToString(), services.Options.LeaseTerm, services.Time, cancellationToken).ConfigureAwait(false);
    }

    private static partial class Log
    {
        [LoggerMessage(900, LogLevel.Error, "The store is away; no run starts or goes on until it is back: {Reason}")]
        public static partial void StoreAway(ILogger logger, string reason);

        [LoggerMessage(902, LogLevel.Error, "Processes that an earlier owner of {Run} started could not be killed; its target stays closed and is tried again")]
        public static partial void StillAlive(ILogger logger, string run);

        [LoggerMessage(901, LogLevel.Error, "Run {Run} met a defect and is left to recovery")]
        public static partial void Failed(ILogger logger, string run, Exception exception);
    }
}
