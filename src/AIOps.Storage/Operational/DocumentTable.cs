using System.Data.Common;
using AIOps.Contracts.Storage;
using Dapper;

namespace AIOps.Storage.Operational;

/// <summary>Reads and writes documents.</summary>
internal static class DocumentTable
{
    private const string Columns = "id AS Id, version AS Version, state AS State, key AS Key, at_ms AS AtMs, body AS Body";
    private static readonly string[] Names = [.. Enum.GetNames<DocumentKind>().Select(name => "doc_" + name.ToLowerInvariant())];

    /// <summary>Name of a kind's table.</summary>
    public static string Name(DocumentKind kind) => (uint)kind < (uint)Names.Length ? Names[(int)kind] : throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such kind of document");

    /// <summary>Checks what the database would only refuse later.</summary>
    public static void Check(DocumentWrite write)
    {
        _ = Name(write.Kind);
        ArgumentException.ThrowIfNullOrEmpty(write.Id);
        if (write.Id.Length > 256)
        {
            throw new ArgumentException($"document {write.Kind}: an id of {write.Id.Length} characters, at most 256 are allowed", nameof(write));
        }

        if (write.ExpectedVersion < DocumentWrite.AnyVersion || (write.Body is null && write.ExpectedVersion == 0))
        {
            throw new ArgumentException($"document {write.Kind} {write.Id}: expected version {write.ExpectedVersion} cannot {(write.Body is null ? "be deleted" : "be written")}", nameof(write));
        }
    }

    /// <summary>Writes under compare-and-set; false when the version was another one.</summary>
    public static async Task<bool> WriteAsync(WriteSession session, DocumentWrite write)
    {
        var table = Name(write.Kind);
        var any = write.ExpectedVersion == DocumentWrite.AnyVersion;
        var sql = write switch
        {
            { Body: null } when any => $"DELETE FROM {table} WHERE id = @Id",
            { Body: null } => $"DELETE FROM {table} WHERE id = @Id AND version = @ExpectedVersion",
            { ExpectedVersion: > 0 } => $"UPDATE {table} SET version = version + 1, state = @State, key = @Key, at_ms = @AtMs, body = @Body WHERE id = @Id AND version = @ExpectedVersion",
            _ => $"INSERT INTO {table} (id, version, state, key, at_ms, body) VALUES (@Id, 1, @State, @Key, @AtMs, @Body) ON CONFLICT (id) DO "
                + (any ? $"UPDATE SET version = {table}.version + 1, state = excluded.state, key = excluded.key, at_ms = excluded.at_ms, body = excluded.body" : "NOTHING"),
        };
        var rows = await session.ExecuteAsync(sql, new { write.Id, write.ExpectedVersion, write.State, write.Key, write.AtMs, write.Body }).ConfigureAwait(false);
        return rows == 1 || (any && write.Body is null);
    }

    public static async Task<Document?> FindAsync(DbConnection connection, DocumentKind kind, string id, CancellationToken cancellationToken)
    {
        var row = await connection.QueryFirstOrDefaultAsync<DocumentRow>(new CommandDefinition($"SELECT {Columns} FROM {Name(kind)} WHERE id = @id", new { id }, cancellationToken: cancellationToken)).ConfigureAwait(false);
        return row?.ToDocument(kind);
    }

    public static async Task<IReadOnlyList<Document>> QueryAsync(DbConnection connection, DocumentQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, 10_000);
        ArgumentOutOfRangeException.ThrowIfNegative(query.Offset);
        var direction = query.OldestFirst ? "ASC" : "DESC";
        var (where, parameters) = Conditions(query);
        parameters.Add("limit", query.Limit);
        parameters.Add("offset", query.Offset);
        var rows = await connection.QueryAsync<DocumentRow>(new CommandDefinition($"SELECT {Columns} FROM {Name(query.Kind)}{where} ORDER BY at_ms {direction}, id {direction} LIMIT @limit OFFSET @offset", parameters, cancellationToken: cancellationToken)).ConfigureAwait(false);
        return [.. rows.Select(row => row.ToDocument(query.Kind))];
    }

    public static Task<long> CountAsync(DbConnection connection, DocumentQuery query, CancellationToken cancellationToken)
    {
        var (where, parameters) = Conditions(query);
        return connection.ExecuteScalarAsync<long>(new CommandDefinition($"SELECT count(*) FROM {Name(query.Kind)}{where}", parameters, cancellationToken: cancellationToken));
    }

    private static (string Where, DynamicParameters Parameters) Conditions(DocumentQuery query)
    {
        var conditions = new List<string>();
        var parameters = new DynamicParameters();
        if (query.States is { } states)
        {
            // one parameter each: both databases read that, arrays only one of them
            conditions.Add(states.Count == 0 ? "1 = 0" : $"state IN ({string.Join(", ", states.Select((_, i) => "@state" + i))})");
            for (var i = 0; i < states.Count; i++)
            {
                parameters.Add("state" + i, states[i]);
            }
        }

        Add(query.Key, "key = @key", "key");
        Add(query.FromMs, "at_ms >= @from", "from");
        Add(query.ToMs, "at_ms < @to", "to");
        return (conditions.Count == 0 ? "" : " WHERE " + string.Join(" AND ", conditions), parameters);

        void Add(object? value, string condition, string name)
        {
            if (value is not null)
            {
                conditions.Add(condition);
                parameters.Add(name, value);
            }
        }
    }
}
