using AIOps.Contracts.Incidents;
using AIOps.Contracts.Runs;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Remediation.Guarding;
using AIOps.Remediation.Planning;
using AIOps.Remediation.Resilience;
using AIOps.Remediation.Runbooks;
using AIOps.Remediation.Steps;

namespace AIOps.Remediation.Engine;

/// <summary>Runs the steps of one run: guard started, dispatch stored with the guard's name, then the order given, then the outcome stored.</summary>
internal sealed class StepRunner(EngineServices services, StepPipelines pipelines, LeaseKeeper lease, RunJournal journal, Runbook runbook, SecretValues secrets, Action<string, string> onOutput)
{
    private const int MaxStoredOutput = 8 * 1024;
    private static readonly TimeSpan ShowEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(500);
    private static readonly string[] Inherited = ["PATH", "HOME", "LANG", "TZ", "DOTNET_ROOT", "TMPDIR"];

    public async Task<StepOutcome> RunAsync(int index, ResolvedStep step, CancellationToken cancellationToken)
    {
        var executor = StepExecutors.All[step.Rule.Uses];
        using var first = await FirstGuard.StartAsync(() => GuardAsync(executor, cancellationToken)).ConfigureAwait(false);
        var outcome = await TryAsync(() => pipelines.RunAsync(step.Rule, executor.EndpointOf(step), token => AttemptAsync(index, step, executor, first, token), cancellationToken)).ConfigureAwait(false);
        await StoreAsync(index, outcome).ConfigureAwait(false);
        return outcome;
    }

    /// <summary>Takes back, in reverse order, the steps before an index that succeeded.</summary>
    /// <returns>True when there was something to take back and all of it was.</returns>
    public async Task<bool> UndoAsync(PreparedRun prepared, int before, CancellationToken cancellationToken)
    {
        var (any, all) = (journal.Run.Steps.Any(step => step.State == StepState.Undone), true);
        for (var index = Math.Min(before, journal.Run.Steps.Count) - 1; index >= 0; index--)
        {
            // One that a dead node was undoing comes here only when that may be repeated.
            if (journal.Run.Steps[index].State is not (StepState.Succeeded or StepState.Undoing) || prepared.Steps[index].Undo is not { } undo)
            {
                continue;
            }

            any = true;
            await journal.CommitAsync(With(index, journal.Run.Steps[index] with { State = StepState.Undoing }), "run.step.undoing", new { step = journal.Run.Steps[index].Id, does = StepWords.Describe(undo) }, cancellationToken).ConfigureAwait(false);
            var executor = StepExecutors.All[undo.Rule.Uses];
            using var first = await FirstGuard.StartAsync(() => GuardAsync(executor, cancellationToken)).ConfigureAwait(false);
            var outcome = await TryAsync(() => pipelines.RunAsync(undo.Rule, executor.EndpointOf(undo), token => UndoAttemptAsync(index, undo, executor, first, token), cancellationToken)).ConfigureAwait(false);
            all &= outcome.Succeeded;
            var step = journal.Run.Steps[index];
            await journal.CommitAsync(With(index, step with { State = outcome.Succeeded ? StepState.Undone : StepState.Succeeded, Error = outcome.Succeeded ? step.Error : $"undo failed: {outcome.Error}", Output = Tail(step.Output + outcome.Output) }), outcome.Succeeded ? "run.step.undone" : "run.step.undo-failed", new { step = step.Id, error = outcome.Error }, cancellationToken).ConfigureAwait(false);
        }

        return any && all;
    }

    // Whatever an executor throws, the run must come to an end that says so; what the store says passes through.
    private static async Task<StepOutcome> TryAsync(Func<Task<StepOutcome>> run)
    {
        try
        {
            return await run().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // the edge of a step: told in the run
        catch (Exception exception) when (exception is not (OperationCanceledException or StoreUnavailableException))
#pragma warning restore CA1031
        {
            return new StepOutcome { Unknown = true, Error = $"met a defect: {exception.GetType().Name}: {exception.Message}" };
        }
    }

    private async Task<StepOutcome> AttemptAsync(int index, ResolvedStep step, IStepExecutor executor, FirstGuard first, CancellationToken cancellationToken)
    {
        var (guard, problem) = first.Take() ?? await GuardAsync(executor, cancellationToken).ConfigureAwait(false);
        if (problem is not null)
        {
            return problem;
        }

        using (guard)
        {
            var stored = journal.Run.Steps[index];
            var dispatched = stored with { State = StepState.Dispatched, StartedAt = stored.StartedAt ?? services.Time.GetUtcNow(), Attempts = stored.Attempts + 1, GuardProcess = guard?.Identity.ToString() };
            await journal.CommitAsync(With(index, dispatched), "run.step.dispatched", new { step = step.Rule.Id, attempt = dispatched.Attempts, does = stored.Description, guard = dispatched.GuardProcess }, cancellationToken).ConfigureAwait(false);
            if (guard is null)
            {
                return await RunAsync(step, executor, null, null, cancellationToken).ConfigureAwait(false);
            }

            var live = new LiveOutput(MaxStoredOutput);
            using var over = new CancellationTokenSource();
            var showing = ShowAsync(index, live, over.Token);
            try
            {
                return await RunAsync(step, executor, guard, live, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                await over.CancelAsync().ConfigureAwait(false);
                await showing.ConfigureAwait(false);
            }
        }
    }

    // Whoever looks sees what a long step writes, wherever it runs: through the run's document and its events.
    private async Task ShowAsync(int index, LiveOutput live, CancellationToken over)
    {
        try
        {
            while (true)
            {
                await Task.Delay(ShowEvery, services.Time, over).ConfigureAwait(false);
                if (live.TakeChanged() is { } tail && !await journal.ShowAsync(With(index, journal.Run.Steps[index] with { Output = tail }), CancellationToken.None).ConfigureAwait(false))
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The step is over; its outcome holds all of it.
        }
        catch (StoreUnavailableException)
        {
            // Shown is not stored: the step's outcome is tried for itself.
        }
    }

    private async Task<StepOutcome> UndoAttemptAsync(int index, ResolvedStep undo, IStepExecutor executor, FirstGuard first, CancellationToken cancellationToken)
    {
        var (guard, problem) = first.Take() ?? await GuardAsync(executor, cancellationToken).ConfigureAwait(false);
        if (problem is not null)
        {
            return problem;
        }

        using (guard)
        {
            await journal.CommitAsync(With(index, journal.Run.Steps[index] with { GuardProcess = guard?.Identity.ToString() }), "run.step.undo-dispatched", new { step = journal.Run.Steps[index].Id }, cancellationToken).ConfigureAwait(false);
            return await RunAsync(undo, executor, guard, null, cancellationToken).ConfigureAwait(false);
        }
    }

    // Nothing was dispatched yet, so that nothing can be unknown.
    private async Task<(GuardedCommand? Guard, StepOutcome? Problem)> GuardAsync(IStepExecutor executor, CancellationToken cancellationToken)
    {
        try
        {
            return (executor.NeedsGuard ? await GuardedCommand.StartAsync(services.GuardCommand, cancellationToken).ConfigureAwait(false) : null, null);
        }
        catch (Exception exception) when (exception is IOException or TimeoutException or System.ComponentModel.Win32Exception)
        {
            return (null, StepOutcome.Failed($"its guard could not be started: {exception.Message}", transient: true));
        }
    }

    private async Task<StepOutcome> RunAsync(ResolvedStep step, IStepExecutor executor, GuardedCommand? guard, LiveOutput? live, CancellationToken cancellationToken)
    {
        if (guard is not null)
        {
            lease.OnRenewed = guard.Renew;
        }

        try
        {
            var context = new StepContext
            {
                Step = step,
                RunId = journal.Run.Id,
                IncidentId = journal.Run.IncidentId,
                Scripts = runbook.Scripts,
                Secrets = secrets,
                Environment = Variables(),
                Signals = services.Signals,
                Time = services.Time,
                LeaseDeadline = () => lease.Deadline,
                FencingToken = lease.Fence.Token,
                Guard = guard,
                ControlGroups = services.ControlGroups,
                OnOutput = text =>
                {
                    live?.Add(text);
                    onOutput(journal.Run.Id, text);
                },
                AskAsync = AskAsync,
                TellAsync = TellAsync,
            };
            return await executor.RunAsync(context, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lease.OnRenewed = _ => { };
        }
    }

    private async Task StoreAsync(int index, StepOutcome outcome)
    {
        var stored = journal.Run.Steps[index];
        var state = outcome switch
        {
            { Succeeded: true } => StepState.Succeeded,
            { Unknown: true } when stored.State == StepState.Dispatched => StepState.Unknown,
            { TimedOut: true } => StepState.TimedOut,
            _ => StepState.Failed,
        };
        var next = stored with { State = state, EndedAt = services.Time.GetUtcNow(), ExitCode = outcome.ExitCode, Output = Tail(outcome.Output), Error = outcome.Error };

        // What happened is stored even when the run is being stopped; the fence alone may forbid it.
        await journal.CommitAsync(With(index, next), $"run.step.{state.ToString().ToLowerInvariant()}", new { step = stored.Id, exitCode = outcome.ExitCode, error = outcome.Error }, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task<bool> AskAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await services.Store.FindAsync(DocumentKind.Setting, RunWord.IdOf(journal.Run.Id), cancellationToken).ConfigureAwait(false) is { } document
                && AIOpsJson.Read<RunWord>(document.Body) is { Action: not RunAction.Cancel } word)
            {
                return word.Action == RunAction.Approve;
            }

            await Task.Delay(AskEvery, services.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task TellAsync(string text, CancellationToken cancellationToken) =>
        await journal.CommitAsync(journal.Run, "run.told", new { text }, cancellationToken, [IncidentNotes.Command(journal.Run, IncidentAction.Note, $"{journal.Run.Id}: {text}", services.Time.GetUtcNow())]).ConfigureAwait(false);

    private Dictionary<string, string> Variables()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" };
        foreach (var name in Inherited.Concat(services.Options.InheritedEnvironment))
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
            {
                variables[name] = value;
            }
        }

        return variables;
    }

    private Run With(int index, RunStep step) => journal.Run with { Steps = [.. journal.Run.Steps.Select((old, at) => at == index ? step : old)] };

    private static string Tail(string text) => text.Length <= MaxStoredOutput ? text : string.Concat("[…]", text.AsSpan(text.Length - MaxStoredOutput + 3));
}
