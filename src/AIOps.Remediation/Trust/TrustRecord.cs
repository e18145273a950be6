using AIOps.Contracts.Runs;

namespace AIOps.Remediation.Trust;

/// <summary>What is known about, and granted to, a runbook's version for a class of targets.</summary>
public sealed record TrustRecord
{
    /// <summary>Runbook id.</summary>
    public required string RunbookId { get; init; }

    /// <summary>Runbook version.</summary>
    public required string Version { get; init; }

    /// <summary>Class of targets, for example <c>prod:service</c>.</summary>
    public required string TargetClass { get; init; }

    /// <summary>Granted level.</summary>
    public TrustLevel Granted { get; init; } = TrustLevel.Suggest;

    /// <summary>Grants and demotions, oldest first; at most 100.</summary>
    public IReadOnlyList<TrustChange> Changes { get; init; } = [];

    /// <summary>Verdicts, oldest first; at most 500.</summary>
    public IReadOnlyList<TrustEvidence> Evidence { get; init; } = [];

    /// <summary>Drills that this version passed.</summary>
    public int DrillsPassed { get; init; }

    /// <summary>Primary key in the store.</summary>
    public string Id => IdOf(RunbookId, Version, TargetClass);

    /// <summary>Primary key in the store.</summary>
    public static string IdOf(string runbookId, string version, string targetClass) => $"{runbookId}@{version}|{targetClass}";
}
