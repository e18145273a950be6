using System.Data;
using System.Globalization;
using AIOps.Storage.Databases;
using Dapper;
using Npgsql;

namespace AIOps.Storage.Backup;

/// <summary>Backups of a PostgreSQL store: dumps of the whole database in the custom format, by PostgreSQL's own tools.</summary>
internal static class PostgresBackup
{
    private const string Relations = """
        SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema' AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
          AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
        """;

    /// <summary>Dumps the snapshot in which it counts, so that what is told is what the dump holds.</summary>
    public static Task<StoreContents> WriteAsync(StorageOptions options, string file, CancellationToken cancellationToken) => WithConnectionAsync(
        options,
        async connection =>
        {
            var dump = await PostgresTool.FindAsync("pg_dump", connection.PostgreSqlVersion.Major, cancellationToken).ConfigureAwait(false);
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
            await using var _ = transaction.ConfigureAwait(false);

            // the snapshot lives as long as this transaction, which is idle while the dump is written
            await connection.ExecuteAsync(new CommandDefinition("SET LOCAL idle_in_transaction_session_timeout = 0", cancellationToken: cancellationToken)).ConfigureAwait(false);
            var snapshot = await connection.ExecuteScalarAsync<string>(new CommandDefinition("SELECT pg_export_snapshot()", cancellationToken: cancellationToken)).ConfigureAwait(false);
            var contents = await StoreContents.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
            await dump.RunAsync(connection, options.PostgreSql, ["--format=custom", "--no-owner", "--no-privileges", "--no-password", $"--snapshot={snapshot}", $"--file={file}"], cancellationToken).ConfigureAwait(false);
            await CheckAsync(file, cancellationToken).ConfigureAwait(false);
            return contents;
        },
        cancellationToken);

    /// <summary>Unpacks every block of the dump without writing it anywhere.</summary>
    public static async Task CheckAsync(string file, CancellationToken cancellationToken)
    {
        var restore = await PostgresTool.FindAsync("pg_restore", atLeast: null, cancellationToken).ConfigureAwait(false);
        await restore.RunAsync(null, "", ["--file=/dev/null", file], cancellationToken).ConfigureAwait(false);
    }

    public static Task RequireEmptyAsync(StorageOptions options, CancellationToken cancellationToken) => WithConnectionAsync(
        options,
        async connection =>
        {
            var relations = await connection.ExecuteScalarAsync<long>(new CommandDefinition(Relations, cancellationToken: cancellationToken)).ConfigureAwait(false);
            return relations == 0
                ? relations
                : throw new BackupException(string.Create(CultureInfo.InvariantCulture, $"{PlaceOf(connection)} is not empty ({relations} tables, views and sequences): stop the service and make a new database (createdb) for Storage:PostgreSql"));
        },
        cancellationToken);

    public static Task<StoreContents> RestoreAsync(StorageOptions options, string file, CancellationToken cancellationToken) => WithConnectionAsync(
        options,
        async connection =>
        {
            await CheckAsync(file, cancellationToken).ConfigureAwait(false);
            var restore = await PostgresTool.FindAsync("pg_restore", atLeast: null, cancellationToken).ConfigureAwait(false);
            await restore.RunAsync(connection, options.PostgreSql, ["--no-owner", "--no-privileges", "--no-password", "--exit-on-error", "--single-transaction", $"--dbname={connection.Database}", file], cancellationToken).ConfigureAwait(false);
            return await StoreContents.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);

    private static async Task<T> WithConnectionAsync<T>(StorageOptions options, Func<NpgsqlConnection, Task<T>> use, CancellationToken cancellationToken)
    {
        // for its words only: its connections are cut off when a transaction is idle
        var database = new PostgresDatabase(options.PostgreSql, options.Timeout);
        await using var closes = database.ConfigureAwait(false);
        var settings = new NpgsqlConnectionStringBuilder(options.PostgreSql) { Pooling = false, CommandTimeout = 0, ApplicationName = "aiops backup" };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await using var ends = connection.ConfigureAwait(false);
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            return await use(connection).ConfigureAwait(false);
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            throw new BackupException($"{database.Place} holds no store of aiops ({missing.MessageText}): name the service's database in Storage:PostgreSql", missing);
        }
        catch (Exception error) when (database.Explain(error) is not null)
        {
            throw database.Explain(error)!;
        }
    }

    private static string PlaceOf(NpgsqlConnection connection) => string.Create(CultureInfo.InvariantCulture, $"postgresql://{connection.Host}:{connection.Port}/{connection.Database}");
}
