namespace AIOps.Contracts.Runs;

/// <summary>What verification found.</summary>
public enum Verdict
{
    /// <summary>The repair worked.</summary>
    Fixed,

    /// <summary>It recovered, but would have without us.</summary>
    RecoveredAnyway,

    /// <summary>Nothing changed.</summary>
    NoEffect,

    /// <summary>Something got worse.</summary>
    Harmed,

    /// <summary>Cannot be known.</summary>
    Inconclusive,
}
