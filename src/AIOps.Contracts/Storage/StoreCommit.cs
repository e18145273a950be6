namespace AIOps.Contracts.Storage;

/// <summary>Everything that must become true together: documents, events, audit entries and a cursor, in one transaction.</summary>
public sealed record StoreCommit
{
    /// <summary>Documents to write, each under compare-and-set.</summary>
    public IReadOnlyList<DocumentWrite> Documents { get; init; } = [];

    /// <summary>Events to append.</summary>
    public IReadOnlyList<NewEvent> Events { get; init; } = [];

    /// <summary>Audit entries to append.</summary>
    public IReadOnlyList<AuditEntry> Audit { get; init; } = [];

    /// <summary>The consumer's progress, or null.</summary>
    public CursorAdvance? Cursor { get; init; }

    /// <summary>Leases that must still be held.</summary>
    public IReadOnlyList<Fence> Fences { get; init; } = [];
}
