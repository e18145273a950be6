namespace AIOps.Remediation.Engine;

/// <summary>How much of the budgets is used.</summary>
/// <param name="ReadAt">Monotonic moment at which it was read.</param>
/// <param name="ActiveRuns">Runs that act now, over all processes.</param>
/// <param name="RunsInHour">Runs that were let loose in the last hour.</param>
/// <param name="KillSwitches">Kill switches that are pulled.</param>
internal sealed record RemediationStanding(long ReadAt, int ActiveRuns, int RunsInHour, int KillSwitches);
