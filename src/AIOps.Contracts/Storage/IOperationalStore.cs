namespace AIOps.Contracts.Storage;

/// <summary>
/// The operational store (SQLite or PostgreSQL). What a call confirmed survives <c>kill -9</c>. Every method throws <see cref="StoreUnavailableException"/>
/// when the database cannot be reached or written, so that callers fail closed.
/// </summary>
public interface IOperationalStore
{
    /// <summary>Writes everything in one transaction or nothing.</summary>
    Task<CommitOutcome> CommitAsync(StoreCommit commit, CancellationToken cancellationToken);

    /// <summary>Reads a document, or null.</summary>
    Task<Document?> FindAsync(DocumentKind kind, string id, CancellationToken cancellationToken);

    /// <summary>Reads documents.</summary>
    Task<IReadOnlyList<Document>> QueryAsync(DocumentQuery query, CancellationToken cancellationToken);

    /// <summary>Counts documents; <see cref="DocumentQuery.Offset"/> and <see cref="DocumentQuery.Limit"/> are not looked at.</summary>
    Task<long> CountAsync(DocumentQuery query, CancellationToken cancellationToken);

    /// <summary>Reads events after a position, in order.</summary>
    Task<IReadOnlyList<StoredEvent>> ReadEventsAsync(long after, int max, CancellationToken cancellationToken);

    /// <summary>Reads the events of one stream, in order.</summary>
    Task<IReadOnlyList<StoredEvent>> ReadStreamAsync(string stream, long after, int max, CancellationToken cancellationToken);

    /// <summary>The position of a durable consumer; 0 when it never advanced.</summary>
    Task<long> ReadCursorAsync(string consumer, CancellationToken cancellationToken);

    /// <summary>Id of the last event; 0 when there is none.</summary>
    Task<long> LastEventIdAsync(CancellationToken cancellationToken);

    /// <summary>Reads audit entries after a number, in order.</summary>
    Task<IReadOnlyList<StoredAuditEntry>> ReadAuditAsync(long after, int max, CancellationToken cancellationToken);

    /// <summary>Takes a lease, or renews it when the owner holds it already; null when somebody else holds it.</summary>
    Task<Lease?> TryAcquireLeaseAsync(string name, string owner, TimeSpan term, CancellationToken cancellationToken);

    /// <summary>Gives a lease back; nothing happens when the token is not current.</summary>
    Task ReleaseLeaseAsync(string name, long token, CancellationToken cancellationToken);

    /// <summary>All leases that are held now.</summary>
    Task<IReadOnlyList<Lease>> ReadLeasesAsync(CancellationToken cancellationToken);

    /// <summary>The next number of a named sequence, from 1; never given twice.</summary>
    Task<long> NextNumberAsync(string sequence, CancellationToken cancellationToken);

    /// <summary>The database's clock.</summary>
    Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken);
}
