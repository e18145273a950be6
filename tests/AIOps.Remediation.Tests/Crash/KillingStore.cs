using System.Diagnostics;
using AIOps.Contracts.Storage;

namespace AIOps.Remediation.Tests.Crash;

/// <summary>A store whose process dies by SIGKILL before or after a commit that was named.</summary>
internal sealed class KillingStore(IOperationalStore inner, CrashOrder order) : IOperationalStore
{
    private string Commits => Path.Combine(order.Folder, "commits");

    public async Task<CommitOutcome> CommitAsync(StoreCommit commit, CancellationToken cancellationToken)
    {
        var moments = Moments(commit);
        moments.ForEach(moment => DieAt($"before:{moment}"));
        var outcome = await inner.CommitAsync(commit, cancellationToken);
        if (outcome == CommitOutcome.Committed)
        {
            // Only what was stored counts, over all nodes: a node that lost a race has done nothing.
            File.AppendAllLines(Commits, commit.Audit.Select(entry => entry.Action));
            moments.ForEach(moment => DieAt($"after:{moment}"));
        }

        return outcome;
    }

    public Task<Document?> FindAsync(DocumentKind kind, string id, CancellationToken cancellationToken) => inner.FindAsync(kind, id, cancellationToken);

    public Task<IReadOnlyList<Document>> QueryAsync(DocumentQuery query, CancellationToken cancellationToken) => inner.QueryAsync(query, cancellationToken);

    public Task<long> CountAsync(DocumentQuery query, CancellationToken cancellationToken) => inner.CountAsync(query, cancellationToken);

    public Task<IReadOnlyList<StoredEvent>> ReadEventsAsync(long after, int max, CancellationToken cancellationToken) => inner.ReadEventsAsync(after, max, cancellationToken);

    public Task<IReadOnlyList<StoredEvent>> ReadStreamAsync(string stream, long after, int max, CancellationToken cancellationToken) => inner.ReadStreamAsync(stream, after, max, cancellationToken);

    public Task<long> ReadCursorAsync(string consumer, CancellationToken cancellationToken) => inner.ReadCursorAsync(consumer, cancellationToken);

    public Task<long> LastEventIdAsync(CancellationToken cancellationToken) => inner.LastEventIdAsync(cancellationToken);

    public Task<IReadOnlyList<StoredAuditEntry>> ReadAuditAsync(long after, int max, CancellationToken cancellationToken) => inner.ReadAuditAsync(after, max, cancellationToken);

    public Task<Lease?> TryAcquireLeaseAsync(string name, string owner, TimeSpan term, CancellationToken cancellationToken) => inner.TryAcquireLeaseAsync(name, owner, term, cancellationToken);

    public Task ReleaseLeaseAsync(string name, long token, CancellationToken cancellationToken) => inner.ReleaseLeaseAsync(name, token, cancellationToken);

    public Task<IReadOnlyList<Lease>> ReadLeasesAsync(CancellationToken cancellationToken) => inner.ReadLeasesAsync(cancellationToken);

    public Task<long> NextNumberAsync(string sequence, CancellationToken cancellationToken) => inner.NextNumberAsync(sequence, cancellationToken);

    public Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken) => inner.NowAsync(cancellationToken);

    private List<string> Moments(StoreCommit commit)
    {
        var stored = commit.Audit.Count > 0 && File.Exists(Commits) ? File.ReadAllLines(Commits) : [];
        return [.. commit.Audit.Select(entry => $"{entry.Action}:{stored.Count(action => action == entry.Action) + 1}")];
    }

    private void DieAt(string moment)
    {
        if (!order.KillAt.Contains(moment, StringComparer.Ordinal))
        {
            return;
        }

        try
        {
            File.Open(Path.Combine(order.Folder, $"killed-{moment.Replace(':', '-')}"), FileMode.CreateNew).Dispose();
        }
        catch (IOException)
        {
            // Another node died there already.
            return;
        }

        Process.GetCurrentProcess().Kill();
        Thread.Sleep(Timeout.Infinite);
    }
}
