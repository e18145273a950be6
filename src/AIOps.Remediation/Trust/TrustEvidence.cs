using AIOps.Contracts.Runs;

namespace AIOps.Remediation.Trust;

/// <summary>What a run's verification found, kept as evidence.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Verdict">Its verdict.</param>
/// <param name="At">When it was reached.</param>
public sealed record TrustEvidence(string RunId, Verdict Verdict, DateTimeOffset At)
{
    /// <summary>Share, 0 to 1, of such faults that recover by themselves in the time of the repair; null when it is not known.</summary>
    public double? NaturalShare { get; init; }
}
