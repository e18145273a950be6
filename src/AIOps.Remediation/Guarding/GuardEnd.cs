namespace AIOps.Remediation.Guarding;

/// <summary>How a guarded command ended.</summary>
/// <param name="Ending">What ended it.</param>
/// <param name="ExitCode">Its exit code, when it ended by itself.</param>
/// <param name="Left">Processes of its session that had to be killed afterwards.</param>
/// <param name="Problem">What the guard has to say, or null.</param>
public sealed record GuardEnd(GuardEnding Ending, int? ExitCode, int Left, string? Problem);
