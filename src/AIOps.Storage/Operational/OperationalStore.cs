using System.Data.Common;
using AIOps.Contracts.Storage;
using AIOps.Storage.Databases;
using Dapper;

namespace AIOps.Storage.Operational;

/// <summary>
/// The operational store over SQLite or PostgreSQL. Reads run beside each other; writes go through one queue and are confirmed together.
/// A fence stands until somebody else takes the lease or it is given back: a lapsed lease that nobody took still fences correctly, and a jump of the clock stops nobody.
/// </summary>
public sealed class OperationalStore : IOperationalStore, IAsyncDisposable
{
    private readonly Database _database;
    private readonly StorageOptions _options;
    private readonly WriteQueue _writes;

    private OperationalStore(Database database, StorageOptions options)
    {
        (_database, _options) = (database, options);
        _writes = new WriteQueue(database);
    }

    /// <summary>Where the data lie: a file's path, or server and database.</summary>
    public string Place => _database.Place;

    /// <summary>Opens the store, makes or upgrades its schema.</summary>
    /// <param name="options">Folder, or connection string.</param>
    /// <param name="time">The clock of a SQLite store; PostgreSQL has its own.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="StoreUnavailableException">It cannot be reached or written, or a newer program wrote it.</exception>
    public static async Task<OperationalStore> OpenAsync(StorageOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        Database database = options.PostgreSql.Length > 0
            ? new PostgresDatabase(options.PostgreSql, options.Timeout)
            : new SqliteDatabase(Path.Combine(Path.GetFullPath(options.DataFolder), "aiops.db"), options.Timeout, time);
        try
        {
            await SchemaUpgrade.RunAsync(database, cancellationToken).ConfigureAwait(false);
            return new OperationalStore(database, options);
        }
        catch (Exception error)
        {
            await database.DisposeAsync().ConfigureAwait(false);
            if (error is not StoreUnavailableException && database.Explain(error) is not null)
            {
                throw database.Explain(error)!;
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public Task<CommitOutcome> CommitAsync(StoreCommit commit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(commit);
        commit = StoreText.Clean(commit);
        foreach (var write in commit.Documents)
        {
            DocumentTable.Check(write);
        }

        return _writes.RunAsync(session => ApplyAsync(session, commit), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Document?> FindAsync(DocumentKind kind, string id, CancellationToken cancellationToken) =>
        ReadAsync(connection => DocumentTable.FindAsync(connection, kind, StoreText.Clean(id), cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Document>> QueryAsync(DocumentQuery query, CancellationToken cancellationToken) =>
        ReadAsync(connection => DocumentTable.QueryAsync(connection, StoreText.Clean(query), cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<long> CountAsync(DocumentQuery query, CancellationToken cancellationToken) =>
        ReadAsync(connection => DocumentTable.CountAsync(connection, StoreText.Clean(query), cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredEvent>> ReadEventsAsync(long after, int max, CancellationToken cancellationToken) =>
        ReadAsync(connection => EventTable.ReadAsync(connection, after, max, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredEvent>> ReadStreamAsync(string stream, long after, int max, CancellationToken cancellationToken) =>
        ReadAsync(connection => EventTable.ReadStreamAsync(connection, StoreText.Clean(stream), after, max, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<long> ReadCursorAsync(string consumer, CancellationToken cancellationToken) =>
        ReadAsync(connection => connection.ExecuteScalarAsync<long>(new CommandDefinition("SELECT coalesce((SELECT position FROM cursors WHERE consumer = @consumer), 0)", new { consumer }, cancellationToken: cancellationToken)), cancellationToken);

    /// <inheritdoc/>
    public Task<long> LastEventIdAsync(CancellationToken cancellationToken) =>
        ReadAsync(connection => EventTable.LastIdAsync(connection, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredAuditEntry>> ReadAuditAsync(long after, int max, CancellationToken cancellationToken) =>
        ReadAsync(connection => AuditTable.ReadAsync(connection, after, max, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<Lease?> TryAcquireLeaseAsync(string name, string owner, TimeSpan term, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(owner);
        ArgumentOutOfRangeException.ThrowIfLessThan(term, TimeSpan.FromMilliseconds(1));
        return _writes.RunAsync(async session => (true, await LeaseTable.TryAcquireAsync(session, name, owner, (long)term.TotalMilliseconds).ConfigureAwait(false)), cancellationToken);
    }

    /// <inheritdoc/>
    public Task ReleaseLeaseAsync(string name, long token, CancellationToken cancellationToken) => _writes.RunAsync(
        async session =>
        {
            await LeaseTable.ReleaseAsync(session, name, token).ConfigureAwait(false);
            return (true, true);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Lease>> ReadLeasesAsync(CancellationToken cancellationToken) => ReadAsync<IReadOnlyList<Lease>>(
        async connection =>
        {
            var now = await _database.NowAsync(connection, cancellationToken).ConfigureAwait(false);
            var rows = await connection.QueryAsync<Lease>(new CommandDefinition("SELECT name AS Name, owner AS Owner, token AS Token, expires_at_ms AS ExpiresAtMs FROM leases WHERE owner <> '' AND expires_at_ms > @now ORDER BY name", new { now }, cancellationToken: cancellationToken)).ConfigureAwait(false);
            return rows.AsList();
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<long> NextNumberAsync(string sequence, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(sequence);
        return _writes.RunAsync(
            async session => (true, await session.FirstAsync<long>("INSERT INTO sequences (name, value) VALUES (@sequence, 1) ON CONFLICT (name) DO UPDATE SET value = sequences.value + 1 RETURNING value", new { sequence }).ConfigureAwait(false)),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken) => ReadAsync(
        async connection => DateTimeOffset.FromUnixTimeMilliseconds(await _database.NowAsync(connection, cancellationToken).ConfigureAwait(false)),
        cancellationToken);

    /// <summary>Removes events that every durable consumer has passed, ended incidents and runs, and untouched rows, once they are older than the options say.</summary>
    /// <returns>Rows removed.</returns>
    public Task<long> TrimAsync(CancellationToken cancellationToken) => Trim.RunAsync(_writes, _options, cancellationToken);

    /// <summary>Waits for the writes that were begun and closes the store.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writes.DisposeAsync().ConfigureAwait(false);
        await _database.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<(bool Keep, CommitOutcome Result)> ApplyAsync(WriteSession session, StoreCommit commit)
    {
        foreach (var fence in commit.Fences)
        {
            if (!await LeaseTable.StandsAsync(session, fence).ConfigureAwait(false))
            {
                return (false, CommitOutcome.Fenced);
            }
        }

        if (commit.Cursor is { } cursor && !await CursorTable.AdvanceAsync(session, cursor).ConfigureAwait(false))
        {
            return (false, CommitOutcome.Conflict);
        }

        foreach (var write in commit.Documents)
        {
            if (!await DocumentTable.WriteAsync(session, write).ConfigureAwait(false))
            {
                return (false, CommitOutcome.Conflict);
            }
        }

        foreach (var added in commit.Events)
        {
            await EventTable.AppendAsync(session, added).ConfigureAwait(false);
        }

        await AuditTable.AppendAsync(session, commit.Audit).ConfigureAwait(false);
        return (true, CommitOutcome.Committed);
    }

    private async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await _database.OpenReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                return await read(connection).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (_database.Explain(error) is not null)
        {
            throw _database.Explain(error)!;
        }
    }
}
