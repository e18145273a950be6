using AIOps.Contracts.Runs;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;

namespace AIOps.Remediation.Trust;

/// <summary>Grants in the store.</summary>
public static class TrustLedger
{
    /// <summary>An owner grants a level.</summary>
    /// <param name="store">The store.</param>
    /// <param name="runbookId">Runbook id.</param>
    /// <param name="version">Runbook version.</param>
    /// <param name="targetClass">Class of targets, "environment:kind".</param>
    /// <param name="level">The level.</param>
    /// <param name="by">The owner's name.</param>
    /// <param name="reason">Why.</param>
    /// <param name="at">When.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The record after the grant.</returns>
    public static async Task<TrustRecord> GrantAsync(IOperationalStore store, string runbookId, string version, string targetClass, TrustLevel level, string by, string reason, DateTimeOffset at, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        while (true)
        {
            var id = TrustRecord.IdOf(runbookId, version, targetClass);
            var document = await store.FindAsync(DocumentKind.Trust, id, cancellationToken).ConfigureAwait(false);
            var record = document is null ? TrustLadder.Begin(runbookId, version, targetClass, null) : AIOpsJson.Read<TrustRecord>(document.Body);
            var granted = TrustLadder.Grant(record, level, by, reason, at);
            var (good, n, bound) = TrustLadder.Weigh(record, at);
            var commit = new StoreCommit
            {
                Documents = [Write(granted, document?.Version ?? 0, at)],
                Audit = [new AuditEntry(by, "trust.granted", id, AIOpsJson.Write(new { level, from = record.Granted, reason, evidence = $"{good} of {n} fixed, lower bound {bound:0.00}", proposed = TrustLadder.Propose(record, at) }))],
            };
            if (await store.CommitAsync(commit, cancellationToken).ConfigureAwait(false) == CommitOutcome.Committed)
            {
                return granted;
            }
        }
    }

    /// <summary>All records, or those of one runbook.</summary>
    public static async Task<IReadOnlyList<TrustRecord>> ReadAsync(IOperationalStore store, string? runbookId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        var documents = await store.QueryAsync(new DocumentQuery(DocumentKind.Trust) { Key = runbookId, Limit = 10_000 }, cancellationToken).ConfigureAwait(false);
        return [.. documents.Select(document => AIOpsJson.Read<TrustRecord>(document.Body)).OrderBy(record => record.Id, StringComparer.Ordinal)];
    }

    internal static DocumentWrite Write(TrustRecord record, long version, DateTimeOffset at) =>
        new(DocumentKind.Trust, record.Id, version, record.Granted.ToString(), record.RunbookId, at.ToUnixTimeMilliseconds(), AIOpsJson.Write(record));
}
