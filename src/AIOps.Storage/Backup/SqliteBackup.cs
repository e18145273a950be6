using AIOps.Storage.Databases;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIOps.Storage.Backup;

/// <summary>Backups of a SQLite store: whole database files without a log beside them.</summary>
internal static class SqliteBackup
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static async Task<StoreContents> WriteAsync(StorageOptions options, string file, CancellationToken cancellationToken)
    {
        var source = Place(options);
        if (!File.Exists(source))
        {
            throw new BackupException($"{source} does not exist: name the service's data folder, and its settings when the store is PostgreSQL");
        }

        var database = new SqliteDatabase(source, options.Timeout, TimeProvider.System);
        await using var _ = database.ConfigureAwait(false);
        try
        {
            await database.CopyAsync(file, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (database.Explain(error) is not null)
        {
            throw database.Explain(error)!;
        }

        return await ExamineAsync(file, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Checks every page and every index, and reads what it holds.</summary>
    public static async Task<StoreContents> ExamineAsync(string file, CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        await using var _ = connection.ConfigureAwait(false);
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            var problem = await connection.ExecuteScalarAsync<string>(new CommandDefinition("PRAGMA integrity_check(1)", cancellationToken: cancellationToken)).ConfigureAwait(false);
            return problem == "ok"
                ? await StoreContents.ReadAsync(connection, cancellationToken).ConfigureAwait(false)
                : throw new BackupException($"{file} is damaged ({problem}): take another backup");
        }
        catch (SqliteException error) when (error.SqliteErrorCode == 1)
        {
            throw new BackupException($"{file} holds no store of aiops ({error.Message}): name another file", error);
        }
        catch (SqliteException error)
        {
            throw new BackupException($"{file} is damaged or cannot be read ({error.Message}): take another backup", error);
        }
    }

    public static void RequireEmpty(StorageOptions options)
    {
        // a log that lies there would be played into the restored file
        if (((string[])["", "-wal", "-shm"]).Select(end => Place(options) + end).FirstOrDefault(File.Exists) is { } there)
        {
            throw new BackupException($"{there} exists already: stop the service and move aiops.db, aiops.db-wal and aiops.db-shm away, or restore into another data folder");
        }
    }

    public static async Task<StoreContents> RestoreAsync(StorageOptions options, string file, CancellationToken cancellationToken)
    {
        var place = Place(options);
        var part = place + ".restoring";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            File.Copy(file, part, overwrite: true);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(part, OwnerOnly);
            }

            using (var written = new FileStream(part, FileMode.Open, FileAccess.ReadWrite))
            {
                written.Flush(flushToDisk: true);
            }

            var contents = await ExamineAsync(part, cancellationToken).ConfigureAwait(false);
            File.Move(part, place, overwrite: false);
            return contents;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"{place} cannot be written ({failure.Message}): free space, or let this user write the folder", failure);
        }
        finally
        {
            File.Delete(part);
        }
    }

    private static string Place(StorageOptions options) => Path.Combine(Path.GetFullPath(options.DataFolder), "aiops.db");
}
