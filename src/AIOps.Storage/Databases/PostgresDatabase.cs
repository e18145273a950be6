using System.Data.Common;
using System.Net.Sockets;
using AIOps.Contracts.Storage;
using Dapper;
using Npgsql;

namespace AIOps.Storage.Databases;

/// <summary>PostgreSQL by connection string.</summary>
internal sealed class PostgresDatabase : Database
{
    // "aiops" in ASCII: the one lock under which every process writes, so that ids are given in commit order
    private const long WriteLock = 0x61696f7073;

    private readonly NpgsqlDataSource _source;

    public PostgresDatabase(string connectionString, TimeSpan timeout)
    {
        var seconds = Math.Max(1, (int)timeout.TotalSeconds);
        var builder = new NpgsqlConnectionStringBuilder(connectionString)
        {
            CommandTimeout = seconds,
            Timeout = seconds,
            CancellationTimeout = 1000,
            KeepAlive = 15,
            ApplicationName = "aiops",
        };
        // A writer that was stopped (SIGSTOP, a dead machine) in the middle of a transaction must not keep the others from writing;
        // the limit stays below KeepAlive, whose empty query would start it anew.
        builder.Options = (builder.Options + " -c idle_in_transaction_session_timeout=5000 -c synchronous_commit=on").Trim();
        _source = NpgsqlDataSource.Create(builder.ToString());
        Place = $"postgresql://{builder.Host}:{builder.Port}/{builder.Database}";
    }

    public override string Place { get; }

    public override string Scripts => "postgres";

    /// <summary>What is wrong with a connection string, or null.</summary>
    public static string? Mistake(string connectionString)
    {
        try
        {
            return string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(connectionString).Host) ? "no Host" : null;
        }
        catch (ArgumentException error)
        {
            return error.Message;
        }
    }

    public override async ValueTask<DbConnection> OpenReaderAsync(CancellationToken cancellationToken) =>
        await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);

    public override ValueTask<DbConnection> OpenWriterAsync(CancellationToken cancellationToken) => OpenReaderAsync(cancellationToken);

    public override async ValueTask<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync(new CommandDefinition("SELECT pg_advisory_xact_lock(@WriteLock)", new { WriteLock }, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        return transaction;
    }

    public override async ValueTask<long> NowAsync(DbConnection connection, CancellationToken cancellationToken) =>
        await connection.ExecuteScalarAsync<long>(new CommandDefinition("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint", cancellationToken: cancellationToken)).ConfigureAwait(false);

    public override StoreUnavailableException? Explain(Exception error) => error switch
    {
        StoreUnavailableException known => known,
        PostgresException { SqlState: "53100" } => Unavailable("the server's disk is full", "free space on the server; nothing was written", error),
        PostgresException { SqlState: "53300" } => Unavailable("the server has no connection left", "raise max_connections or end other clients", error),
        PostgresException { SqlState: "28P01" or "28000" } => Unavailable("login refused", "check user and password of the connection string", error),
        PostgresException { SqlState: "3D000" } => Unavailable("the database does not exist", "create it: createdb", error),
        PostgresException { SqlState: "42501" } => Unavailable("the user may not write", "GRANT ALL ON SCHEMA public to the user, or make it the database's owner", error),
        PostgresException { SqlState: "25006" } => Unavailable("the server is read-only", "point the connection string at the primary", error),
        PostgresException postgres when postgres.IsTransient || postgres.SqlState[..2] is "08" or "25" or "40" or "53" or "55" or "57" or "58" =>
            Unavailable(postgres.MessageText, "the service goes on by itself when the server does", error),
        PostgresException => null,
        NpgsqlException or SocketException or TimeoutException or IOException => Unavailable(error.Message, "check that the server runs and can be reached", error),
        // what a transaction throws whose connection was lost while it was idle
        ObjectDisposedException or InvalidOperationException when error.InnerException is NpgsqlException lost => Unavailable(lost.Message, "check that the server runs and can be reached", error),
        _ => null,
    };

    public override ValueTask DisposeAsync() => _source.DisposeAsync();

    private StoreUnavailableException Unavailable(string problem, string remedy, Exception error) => new($"store {Place}: {problem}; {remedy}", error);
}
