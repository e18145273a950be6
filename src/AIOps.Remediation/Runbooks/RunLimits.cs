namespace AIOps.Remediation.Runbooks;

/// <summary>How often and how long a runbook may run; all must be given.</summary>
/// <param name="CooldownPerTarget">Rest of a target between two runs.</param>
/// <param name="RunsPerHour">Over all targets.</param>
/// <param name="RunsPerDay">Over all targets.</param>
/// <param name="TotalTimeout">Longest time from first to last step.</param>
public sealed record RunLimits(TimeSpan CooldownPerTarget, int RunsPerHour, int RunsPerDay, TimeSpan TotalTimeout);
