namespace AIOps.Remediation.Rehearsal;

/// <summary>What became of one case of a test file.</summary>
/// <param name="File">The test file.</param>
/// <param name="Name">The case.</param>
/// <param name="Problem">Why it failed, or null.</param>
public sealed record CaseResult(string File, string Name, string? Problem);
