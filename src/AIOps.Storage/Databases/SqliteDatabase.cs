using System.Data.Common;
using AIOps.Contracts.Storage;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIOps.Storage.Databases;

/// <summary>One file in WAL mode with <c>synchronous=FULL</c>: a commit is on disk when it returns.</summary>
internal sealed class SqliteDatabase : Database
{
    private readonly string _file;
    private readonly TimeProvider _time;
    private readonly string _reader;
    private readonly string _writer;

    public SqliteDatabase(string file, TimeSpan timeout, TimeProvider time)
    {
        _file = file;
        _time = time;
        var builder = new SqliteConnectionStringBuilder { DataSource = file, DefaultTimeout = Math.Max(1, (int)timeout.TotalSeconds), Pooling = true };
        _reader = builder.ToString();
        builder.Pooling = false;
        _writer = builder.ToString();
    }

    public override string Place => _file;

    public override string Scripts => "sqlite";

    public override async ValueTask<DbConnection> OpenReaderAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_reader);
        return await OpenAsync(connection, "PRAGMA query_only=1", cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask<DbConnection> OpenWriterAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
        var connection = new SqliteConnection(_writer);
        // the size limit gives the space of a large transaction back at the next checkpoint
        return await OpenAsync(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA journal_size_limit=67108864", cancellationToken).ConfigureAwait(false);
    }

    public override ValueTask<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancellationToken) =>
        ValueTask.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(deferred: false));

    public override ValueTask<long> NowAsync(DbConnection connection, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_time.GetUtcNow().ToUnixTimeMilliseconds());

    public override StoreUnavailableException? Explain(Exception error) => error switch
    {
        StoreUnavailableException known => known,
        SqliteException { SqliteErrorCode: 13 } => Unavailable("the disk is full", "free space or move the data folder; nothing was written, and writing goes on by itself once there is space", error),
        SqliteException { SqliteErrorCode: 8 } => Unavailable("the file or its folder is read-only", "let the service's user write the folder", error),
        SqliteException { SqliteErrorCode: 14 } => Unavailable("the file cannot be opened", "check that the folder exists, that the service's user may write it and that no file is in its way", error),
        SqliteException { SqliteErrorCode: 5 or 6 } => Unavailable("another program holds its lock", "end the program that writes the file", error),
        SqliteException { SqliteErrorCode: 11 or 26 } => Unavailable("the file is damaged or is no database", "restore a backup into its place", error),
        SqliteException { SqliteErrorCode: 10 } => Unavailable("input or output failed", "check the disk (dmesg) and the space on it", error),
        IOException or UnauthorizedAccessException => Unavailable(error.Message, "let the service's user write the folder", error),
        _ => null,
    };

    /// <summary>Copies the database, as it is at one moment, into a file while it is in use.</summary>
    public async Task CopyAsync(string file, CancellationToken cancellationToken)
    {
        // not a reader's connection: "query_only" forbids VACUUM INTO as well, although it only reads the source
        var source = await OpenAsync(new SqliteConnection(_writer), "PRAGMA busy_timeout=10000", cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            await source.ExecuteAsync(new CommandDefinition("VACUUM INTO @file", new { file }, cancellationToken: cancellationToken)).ConfigureAwait(false);
        }
    }

    public override async Task SaveBeforeUpgradeAsync(long version, CancellationToken cancellationToken)
    {
        var copy = Path.ChangeExtension(_file, $".v{version}.db");
        if (!File.Exists(copy))
        {
            await CopyAsync(copy, cancellationToken).ConfigureAwait(false);
        }
    }

    public override ValueTask DisposeAsync()
    {
        using var pooled = new SqliteConnection(_reader);
        SqliteConnection.ClearPool(pooled);
        return ValueTask.CompletedTask;
    }

    private static async ValueTask<DbConnection> OpenAsync(SqliteConnection connection, string pragmas, CancellationToken cancellationToken)
    {
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            await connection.ExecuteAsync(new CommandDefinition(pragmas, cancellationToken: cancellationToken)).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private StoreUnavailableException Unavailable(string problem, string remedy, Exception error) =>
        new($"store {_file}: {problem}; {remedy}", error);
}
