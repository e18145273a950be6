using System.Data.Common;
using AIOps.Contracts.Storage;
using AIOps.Storage.Operational;
using Dapper;

namespace AIOps.Storage.Backup;

/// <summary>What a store, or a copy of one, holds: two that agree in all of it hold the same incidents and the same audit.</summary>
/// <param name="Schema">Version of its schema.</param>
/// <param name="Incidents">Incidents.</param>
/// <param name="Runs">Runs of runbooks.</param>
/// <param name="Events">Events.</param>
/// <param name="AuditEntries">Entries of the audit.</param>
/// <param name="AuditHash">The hash of the last of them; <see cref="AuditChain.Start"/> when there is none.</param>
/// <param name="BrokenAuditEntry">The first entry that was changed, or before which one is missing; null when the chain is whole.</param>
public sealed record StoreContents(long Schema, long Incidents, long Runs, long Events, long AuditEntries, string AuditHash, long? BrokenAuditEntry)
{
    private const int PageSize = 1000;

    /// <summary>Counts, and recomputes the audit's chain from its first entry.</summary>
    internal static async Task<StoreContents> ReadAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var schema = await CountAsync("SELECT coalesce(max(version), 0) FROM schema_version").ConfigureAwait(false);
        var incidents = await CountAsync("SELECT count(*) FROM doc_incident").ConfigureAwait(false);
        var runs = await CountAsync("SELECT count(*) FROM doc_run").ConfigureAwait(false);
        var events = await CountAsync("SELECT count(*) FROM events").ConfigureAwait(false);
        var entries = 0L;
        long? broken = null;
        StoredAuditEntry? last = null;
        while (await AuditTable.ReadAsync(connection, last?.Number ?? 0, PageSize, cancellationToken).ConfigureAwait(false) is { Count: > 0 } page)
        {
            broken ??= AuditChain.FirstBroken(page, last);
            entries += page.Count;
            last = page[^1];
        }

        return new StoreContents(schema, incidents, runs, events, entries, last?.Hash ?? AuditChain.Start, broken);

        Task<long> CountAsync(string sql) => connection.ExecuteScalarAsync<long>(new CommandDefinition(sql, cancellationToken: cancellationToken));
    }
}
