using AIOps.Contracts.Storage;
using AIOps.Storage.Databases;

namespace AIOps.Storage.Backup;

/// <summary>Copies the operational store into one file while it is in use, and makes a store of such a file. The store's schema is left as it is: a backup before an upgrade is of the old version.</summary>
public static class StoreBackup
{
    /// <summary>Name of the copy: a SQLite database, or a dump of PostgreSQL in its custom format.</summary>
    /// <param name="options">Where the store is.</param>
    public static string FileName(StorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.PostgreSql.Length > 0 ? "aiops.dump" : "aiops.db";
    }

    /// <summary>The newest schema that this program can open.</summary>
    /// <param name="options">Where the store is.</param>
    public static long NewestSchema(StorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return SchemaUpgrade.Scripts(options.PostgreSql.Length > 0 ? "postgres" : "sqlite").Keys.Last();
    }

    /// <summary>Copies the store as it is at one moment, and reads the copy.</summary>
    /// <param name="options">Where the store is.</param>
    /// <param name="file">A file that does not exist yet.</param>
    /// <param name="cancellationToken">Stops the copy.</param>
    /// <returns>What the copy holds.</returns>
    /// <exception cref="BackupException">There is nothing to copy, the file exists, or a tool is missing.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be read, or the file cannot be written.</exception>
    public static Task<StoreContents> WriteAsync(StorageOptions options, string file, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(file);
        if (File.Exists(file))
        {
            throw new BackupException($"{file} exists already; name another one");
        }

        return options.PostgreSql.Length > 0 ? PostgresBackup.WriteAsync(options, file, cancellationToken) : SqliteBackup.WriteAsync(options, file, cancellationToken);
    }

    /// <summary>Reads a copy from beginning to end.</summary>
    /// <param name="options">Which kind of store it is of.</param>
    /// <param name="file">The copy.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="BackupException">It is damaged, or a tool is missing.</exception>
    public static Task CheckAsync(StorageOptions options, string file, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.PostgreSql.Length > 0 ? PostgresBackup.CheckAsync(file, cancellationToken) : SqliteBackup.ExamineAsync(file, cancellationToken);
    }

    /// <summary>Refuses a place that holds a store, or anything else, already.</summary>
    /// <param name="options">Where the store shall be.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="BackupException">It is not empty.</exception>
    /// <exception cref="StoreUnavailableException">It cannot be reached.</exception>
    public static async Task RequireEmptyAsync(StorageOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.PostgreSql.Length > 0)
        {
            await PostgresBackup.RequireEmptyAsync(options, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            SqliteBackup.RequireEmpty(options);
        }
    }

    /// <summary>Makes a store of a copy, all of it or nothing.</summary>
    /// <param name="options">Where the store shall be; nothing is there yet.</param>
    /// <param name="file">The copy.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What the store holds.</returns>
    /// <exception cref="BackupException">The place is not empty, the copy is damaged, or a tool is missing.</exception>
    /// <exception cref="StoreUnavailableException">The place cannot be reached or written.</exception>
    public static async Task<StoreContents> RestoreAsync(StorageOptions options, string file, CancellationToken cancellationToken)
    {
        await RequireEmptyAsync(options, cancellationToken).ConfigureAwait(false);
        return options.PostgreSql.Length > 0
            ? await PostgresBackup.RestoreAsync(options, file, cancellationToken).ConfigureAwait(false)
            : await SqliteBackup.RestoreAsync(options, file, cancellationToken).ConfigureAwait(false);
    }
}
