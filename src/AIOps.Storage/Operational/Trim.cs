using AIOps.Contracts.Storage;

namespace AIOps.Storage.Operational;

/// <summary>Removes what is over and old: some thousands of rows a transaction, so that nobody waits for it.</summary>
internal static class Trim
{
    private const int Batch = 2000;
    private static readonly string[] EndedIncidents = ["closed", "merged", "cancelled"];
    private static readonly string[] EndedRuns = ["succeeded", "ineffective", "harmed", "failed", "timedout", "cancelled", "rolledback", "rejected", "expired", "skipped"];
    private static readonly DocumentKind[] Untouched = [DocumentKind.Notification, DocumentKind.Forecast, DocumentKind.Entity, DocumentKind.Edge];

    /// <summary>Removes everything that is due.</summary>
    /// <returns>Rows removed.</returns>
    public static async Task<long> RunAsync(WriteQueue writes, StorageOptions options, CancellationToken cancellationToken)
    {
        // A consumer that has not moved for as long as events are kept is gone: it must not keep them for ever.
        var removed = await RepeatAsync(
            writes,
            "DELETE FROM events WHERE id IN (SELECT id FROM events WHERE at_ms < @before AND id <= (SELECT min(position) FROM cursors WHERE at_ms >= @before) ORDER BY id LIMIT @Batch)",
            options.KeepEvents,
            cancellationToken).ConfigureAwait(false);
        removed += await RepeatAsync(writes, Ended(DocumentKind.Incident, EndedIncidents), options.KeepEnded, cancellationToken).ConfigureAwait(false);
        removed += await RepeatAsync(writes, Ended(DocumentKind.Run, EndedRuns), options.KeepEnded, cancellationToken).ConfigureAwait(false);
        foreach (var kind in Untouched)
        {
            var table = DocumentTable.Name(kind);
            removed += await RepeatAsync(writes, $"DELETE FROM {table} WHERE id IN (SELECT id FROM {table} WHERE at_ms < @before LIMIT @Batch)", options.KeepUntouched, cancellationToken).ConfigureAwait(false);
        }

        return removed;
    }

    private static string Ended(DocumentKind kind, IEnumerable<string> states)
    {
        var table = DocumentTable.Name(kind);
        return $"DELETE FROM {table} WHERE id IN (SELECT id FROM {table} WHERE at_ms < @before AND lower(state) IN ({string.Join(", ", states.Select(state => $"'{state}'"))}) LIMIT @Batch)";
    }

    private static async Task<long> RepeatAsync(WriteQueue writes, string sql, TimeSpan keep, CancellationToken cancellationToken)
    {
        long removed = 0;
        int rows;
        do
        {
            rows = await writes.RunAsync(async session => (true, await session.ExecuteAsync(sql, new { before = session.NowMs - (long)keep.TotalMilliseconds, Batch }).ConfigureAwait(false)), cancellationToken).ConfigureAwait(false);
            removed += rows;
        }
        while (rows == Batch);
        return removed;
    }
}
