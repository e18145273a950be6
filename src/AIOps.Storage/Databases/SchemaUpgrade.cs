using System.Data.Common;
using System.Globalization;
using AIOps.Contracts.Storage;
using Dapper;

namespace AIOps.Storage.Databases;

/// <summary>Brings a database to this program's version by the numbered scripts, each of them in one transaction with its number.</summary>
internal static class SchemaUpgrade
{
    private const string VersionTable = "CREATE TABLE IF NOT EXISTS schema_version (version bigint NOT NULL PRIMARY KEY, script text NOT NULL, at_ms bigint NOT NULL)";

    /// <summary>Applies what is missing.</summary>
    /// <exception cref="StoreUnavailableException">The database was written by a newer program.</exception>
    public static async Task RunAsync(Database database, CancellationToken cancellationToken)
    {
        var scripts = Scripts(database.Scripts);
        var connection = await database.OpenWriterAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);

        // only what was there before is worth a copy, and only as it was before the first step
        var save = true;
        while (await ApplyNextAsync(database, connection, scripts, save, cancellationToken).ConfigureAwait(false))
        {
            save = false;
        }
    }

    private static async Task<bool> ApplyNextAsync(Database database, DbConnection connection, SortedDictionary<int, (string Name, string Sql)> scripts, bool save, CancellationToken cancellationToken)
    {
        var transaction = await database.BeginWriteAsync(connection, cancellationToken).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        await connection.ExecuteAsync(new CommandDefinition(VersionTable, transaction: transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        var version = await connection.ExecuteScalarAsync<long>(new CommandDefinition("SELECT coalesce(max(version), 0) FROM schema_version", transaction: transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        var newest = scripts.Keys.Last();
        if (version > newest)
        {
            throw new StoreUnavailableException($"store {database.Place}: its schema has version {version}, this program knows up to {newest}; start the newer program, or restore the backup made before the upgrade");
        }

        if (!scripts.TryGetValue((int)version + 1, out var script))
        {
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return false;
        }

        if (save && version > 0)
        {
            await database.SaveBeforeUpgradeAsync(version, cancellationToken).ConfigureAwait(false);
        }

        await connection.ExecuteAsync(new CommandDefinition(script.Sql, transaction: transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        var at = await database.NowAsync(connection, cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync(new CommandDefinition("INSERT INTO schema_version (version, script, at_ms) VALUES (@version, @Name, @at)", new { version = version + 1, script.Name, at }, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>The scripts of a database by number.</summary>
    internal static SortedDictionary<int, (string Name, string Sql)> Scripts(string folder)
    {
        var assembly = typeof(SchemaUpgrade).Assembly;
        var prefix = $"AIOps.Storage.Schema.{folder}.";
        var scripts = new SortedDictionary<int, (string, string)>();
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            var name = resource[prefix.Length..];
            scripts.Add(int.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture), (name, reader.ReadToEnd()));
        }

        return scripts;
    }
}
