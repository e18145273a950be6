using AIOps.Contracts.Storage;

namespace AIOps.Server.Tests.Correlate;

/// <summary>The store as a process sees it that may be stopped in the middle of a write: its commits wait until it goes on.</summary>
internal sealed class PausableStore(IOperationalStore store) : IOperationalStore
{
    private TaskCompletionSource _open = Opened();

    /// <summary>Writes that wait.</summary>
    public int Waiting { get; private set; }

    public void Pause() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void GoOn() => _open.TrySetResult();

    /// <summary>What the last commit after a pause came to.</summary>
    public CommitOutcome? Outcome { get; private set; }

    public async Task<CommitOutcome> CommitAsync(StoreCommit commit, CancellationToken cancellationToken)
    {
        var waited = await PassAsync(cancellationToken);
        var outcome = await store.CommitAsync(commit, cancellationToken);
        Outcome = waited ? outcome : Outcome;
        return outcome;
    }

    public Task<Lease?> TryAcquireLeaseAsync(string name, string owner, TimeSpan term, CancellationToken cancellationToken) => store.TryAcquireLeaseAsync(name, owner, term, cancellationToken);

    public Task<Document?> FindAsync(DocumentKind kind, string id, CancellationToken cancellationToken) => store.FindAsync(kind, id, cancellationToken);

    public Task<IReadOnlyList<Document>> QueryAsync(DocumentQuery query, CancellationToken cancellationToken) => store.QueryAsync(query, cancellationToken);

    public Task<long> CountAsync(DocumentQuery query, CancellationToken cancellationToken) => store.CountAsync(query, cancellationToken);

    public Task<IReadOnlyList<StoredEvent>> ReadEventsAsync(long after, int max, CancellationToken cancellationToken) => store.ReadEventsAsync(after, max, cancellationToken);

    public Task<IReadOnlyList<StoredEvent>> ReadStreamAsync(string stream, long after, int max, CancellationToken cancellationToken) => store.ReadStreamAsync(stream, after, max, cancellationToken);

    public Task<long> ReadCursorAsync(string consumer, CancellationToken cancellationToken) => store.ReadCursorAsync(consumer, cancellationToken);

    public Task<long> LastEventIdAsync(CancellationToken cancellationToken) => store.LastEventIdAsync(cancellationToken);

    public Task<IReadOnlyList<StoredAuditEntry>> ReadAuditAsync(long after, int max, CancellationToken cancellationToken) => store.ReadAuditAsync(after, max, cancellationToken);

    public Task ReleaseLeaseAsync(string name, long token, CancellationToken cancellationToken) => store.ReleaseLeaseAsync(name, token, cancellationToken);

    public Task<IReadOnlyList<Lease>> ReadLeasesAsync(CancellationToken cancellationToken) => store.ReadLeasesAsync(cancellationToken);

    public Task<long> NextNumberAsync(string sequence, CancellationToken cancellationToken) => store.NextNumberAsync(sequence, cancellationToken);

    public Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken) => store.NowAsync(cancellationToken);

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    private async Task<bool> PassAsync(CancellationToken cancellationToken)
    {
        if (_open.Task.IsCompleted)
        {
            return false;
        }

        Waiting++;
        await _open.Task.WaitAsync(cancellationToken);
        Waiting--;
        return true;
    }
}
