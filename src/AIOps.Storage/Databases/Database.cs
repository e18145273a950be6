using System.Data.Common;
using AIOps.Contracts.Storage;

namespace AIOps.Storage.Databases;

/// <summary>What differs between SQLite and PostgreSQL; the SQL of the tables is the same for both.</summary>
internal abstract class Database : IAsyncDisposable
{
    /// <summary>For messages: file, or host and database.</summary>
    public abstract string Place { get; }

    /// <summary>Folder of its schema scripts among the embedded resources.</summary>
    public abstract string Scripts { get; }

    /// <summary>A connection for reads; the caller disposes it.</summary>
    public abstract ValueTask<DbConnection> OpenReaderAsync(CancellationToken cancellationToken);

    /// <summary>The connection of the one writer of this process.</summary>
    public abstract ValueTask<DbConnection> OpenWriterAsync(CancellationToken cancellationToken);

    /// <summary>Begins a transaction that excludes every other writer of the database, in this process or another.</summary>
    public abstract ValueTask<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>The database's clock in Unix milliseconds.</summary>
    public abstract ValueTask<long> NowAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>An outage in words, or null when the error is not one (a bug, then).</summary>
    public abstract StoreUnavailableException? Explain(Exception error);

    /// <summary>Keeps a copy of what an upgrade is about to change, where the database can do that by itself.</summary>
    public virtual Task SaveBeforeUpgradeAsync(long version, CancellationToken cancellationToken) => Task.CompletedTask;

    public abstract ValueTask DisposeAsync();
}
