using AIOps.Contracts.Runs;

namespace AIOps.Remediation.Engine;

/// <summary>Which state may follow which.</summary>
public static class RunLifecycle
{
    /// <summary>Whether a run may go from one state to another.</summary>
    public static bool Allows(RunState from, RunState to) => (from, to) switch
    {
        (RunState.Planned, RunState.AwaitingApproval or RunState.Queued or RunState.Skipped or RunState.Cancelled) => true,
        (RunState.AwaitingApproval, RunState.Queued or RunState.Rejected or RunState.Expired or RunState.Cancelled) => true,
        (RunState.Queued, RunState.Running or RunState.Skipped or RunState.Expired or RunState.Cancelled) => true,
        (RunState.Running, RunState.Verifying or RunState.Failed or RunState.TimedOut or RunState.Cancelled or RunState.RolledBack) => true,
        (RunState.Verifying, RunState.Succeeded or RunState.Ineffective or RunState.Harmed or RunState.Failed or RunState.Cancelled or RunState.RolledBack) => true,
        _ => false,
    };
}
