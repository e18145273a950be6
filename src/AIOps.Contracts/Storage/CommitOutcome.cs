namespace AIOps.Contracts.Storage;

/// <summary>What became of a commit.</summary>
public enum CommitOutcome
{
    /// <summary>Everything is durable.</summary>
    Committed,

    /// <summary>A document, or the cursor, had another version: read again. Nothing was written.</summary>
    Conflict,

    /// <summary>A lease is no longer held with that token: stop. Nothing was written.</summary>
    Fenced,
}
