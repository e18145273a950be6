namespace AIOps.Contracts.Incidents;

/// <summary>An entity that may be the culprit, with its evidence.</summary>
public sealed record Suspect
{
    /// <summary>The workload, or the member when the evidence points at one (then as "workload@member").</summary>
    public required string Entity { get; init; }

    /// <summary>Sum of its terms.</summary>
    public required double Score { get; init; }

    /// <summary>The additive terms, strongest first.</summary>
    public IReadOnlyList<EvidenceTerm> For { get; init; } = [];

    /// <summary>What argues against it.</summary>
    public IReadOnlyList<EvidenceTerm> Against { get; init; } = [];

    /// <summary>Its signals, strongest first; at most 10.</summary>
    public IReadOnlyList<RankedSignal> Signals { get; init; } = [];
}
