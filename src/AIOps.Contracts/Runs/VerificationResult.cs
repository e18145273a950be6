namespace AIOps.Contracts.Runs;

/// <summary>What verification found, with its arithmetic.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Arithmetic">The comparisons as lines for people.</param>
/// <param name="At">When it was reached.</param>
public sealed record VerificationResult(Verdict Verdict, IReadOnlyList<string> Arithmetic, DateTimeOffset At);
