namespace AIOps.Contracts.Runs;

/// <summary>What verification found, with its arithmetic.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Arithmetic">The comparisons as lines for people.</param>
/// <param name="At">When it was reached.</param>
public sealed record VerificationResult(Verdict Verdict, IReadOnlyList<string> Arithmetic, DateTimeOffset At)
{
    /// <summary>Share, 0 to 1, of such faults that recover by themselves in the time of the repair; null when it is not known or was not asked.</summary>
    public double? NaturalShare { get; init; }
}
