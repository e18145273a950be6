using AIOps.Contracts.Runs;
using AIOps.Remediation.Guarding;

namespace AIOps.Remediation.Engine;

/// <summary>What a dead node left behind.</summary>
internal static class RunRecovery
{
    /// <summary>Whether every guard that the run recorded is dead, with its session.</summary>
    /// <param name="run">The run.</param>
    /// <param name="kill">Kills what is still alive first.</param>
    public static bool GuardsAreDead(Run run, bool kill) =>
        run.Steps.Select(step => ProcessIdentity.TryParse(step.GuardProcess)).OfType<ProcessIdentity>().All(guard => kill ? ProcessSession.Kill(guard) : ProcessSession.IsDead(guard));

    /// <summary>The run after its node's death: what was dispatched and is not idempotent is unknown, everything else goes on.</summary>
    /// <returns>The run, and whether it may go on.</returns>
    public static (Run Run, bool MayGoOn) Settle(Run run)
    {
        var unknown = run.Steps.Any(step => step is { State: StepState.Dispatched, Idempotent: false });
        IReadOnlyList<RunStep> steps =
        [
            .. run.Steps.Select(step => step.State == StepState.Dispatched
                ? step with { State = step.Idempotent ? StepState.Pending : StepState.Unknown, Error = step.Idempotent ? null : "its node died while it ran: the outcome is unknown, and it is not repeated" }
                : step),
        ];
        return (run with { Steps = steps }, !unknown);
    }
}
