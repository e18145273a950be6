using AIOps.Contracts.Storage;

namespace AIOps.Server.Events;

/// <summary>The operational store, with consumers woken after every commit that appended events.</summary>
internal sealed class SignallingStore(IOperationalStore store, EventSignal signal, EventBroadcast broadcast) : IOperationalStore
{
    public async Task<CommitOutcome> CommitAsync(StoreCommit commit, CancellationToken cancellationToken)
    {
        var outcome = await store.CommitAsync(commit, cancellationToken);
        if (outcome == CommitOutcome.Committed && commit.Events.Count > 0)
        {
            signal.Pulse();
            broadcast.Request();
        }

        return outcome;
    }

    public Task<Document?> FindAsync(DocumentKind kind, string id, CancellationToken cancellationToken) => store.FindAsync(kind, id, cancellationToken);

    public Task<IReadOnlyList<Document>> QueryAsync(DocumentQuery query, CancellationToken cancellationToken) => store.QueryAsync(query, cancellationToken);

    public Task<long> CountAsync(DocumentQuery query, CancellationToken cancellationToken) => store.CountAsync(query, cancellationToken);

    public Task<IReadOnlyList<StoredEvent>> ReadEventsAsync(long after, int max, CancellationToken cancellationToken) => store.ReadEventsAsync(after, max, cancellationToken);

    public Task<IReadOnlyList<StoredEvent>> ReadStreamAsync(string stream, long after, int max, CancellationToken cancellationToken) => store.ReadStreamAsync(stream, after, max, cancellationToken);

    public Task<long> ReadCursorAsync(string consumer, CancellationToken cancellationToken) => store.ReadCursorAsync(consumer, cancellationToken);

    public Task<long> LastEventIdAsync(CancellationToken cancellationToken) => store.LastEventIdAsync(cancellationToken);

    public Task<IReadOnlyList<StoredAuditEntry>> ReadAuditAsync(long after, int max, CancellationToken cancellationToken) => store.ReadAuditAsync(after, max, cancellationToken);

    public Task<Lease?> TryAcquireLeaseAsync(string name, string owner, TimeSpan term, CancellationToken cancellationToken) => store.TryAcquireLeaseAsync(name, owner, term, cancellationToken);

    public Task ReleaseLeaseAsync(string name, long token, CancellationToken cancellationToken) => store.ReleaseLeaseAsync(name, token, cancellationToken);

    public Task<IReadOnlyList<Lease>> ReadLeasesAsync(CancellationToken cancellationToken) => store.ReadLeasesAsync(cancellationToken);

    public Task<long> NextNumberAsync(string sequence, CancellationToken cancellationToken) => store.NextNumberAsync(sequence, cancellationToken);

    public Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken) => store.NowAsync(cancellationToken);
}
