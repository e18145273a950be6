using AIOps.Contracts.Runs;
using AIOps.Remediation.Guarding;
using AIOps.Remediation.Runbooks;

namespace AIOps.Remediation.Engine;

/// <summary>What a dead node left behind.</summary>
internal static class RunRecovery
{
    /// <summary>
    /// Kills every guard that the run recorded, with its session, and with its control group when its step did not end well: what lives in the group of one that did
    /// is the repaired service.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="groups">Folders of the control groups that steps had.</param>
    /// <returns>True when all of them are proven dead.</returns>
    public static bool KillGuards(Run run, IReadOnlyList<string> groups) =>
        run.Steps.All(step => ProcessIdentity.TryParse(step.GuardProcess) is not { } guard || (ProcessSession.Kill(guard) & (step.State == StepState.Succeeded || StepGroup.KillLeft(groups, guard))));

    /// <summary>
    /// Whether a run may be carried on under a lease that was just taken: what an earlier owner started here is dead, or killed now, for its lease is
    /// over even if it was only paused. On another machine its guard has killed before the lease ended.
    /// </summary>
    public static bool MayTake(Run run, NodeOwner self, IReadOnlyList<string> groups) =>
        run.State == RunState.Queued || NodeOwner.TryParse(run.Owner) is not { } previous || previous.Machine != self.Machine || KillGuards(run, groups);

    /// <summary>The run after its node's death: what was dispatched and is not idempotent is unknown, and so is an undo that is not; everything else goes on.</summary>
    /// <param name="run">The run.</param>
    /// <param name="runbook">Its runbook, or null when it cannot be found any more.</param>
    /// <returns>The run, and whether it may go on.</returns>
    public static (Run Run, bool MayGoOn) Settle(Run run, Runbook? runbook)
    {
        IReadOnlyList<RunStep> steps = [.. run.Steps.Select(step => Settle(step, runbook))];
        return (run with { Steps = steps }, steps.All(step => step.State != StepState.Unknown));
    }

    private static RunStep Settle(RunStep step, Runbook? runbook) => step.State switch
    {
        StepState.Dispatched when step.Idempotent => step with { State = StepState.Pending },
        StepState.Dispatched => step with { State = StepState.Unknown, Error = "its node died, or could not store what came of it: the outcome is unknown, and it is not repeated" },
        StepState.Undoing when runbook?.Steps.FirstOrDefault(rule => rule.Id == step.Id)?.Undo is not { Idempotent: true } => step with { State = StepState.Unknown, Error = "its node died while it was being undone: the outcome is unknown, and it is not repeated" },
        _ => step,
    };
}
