using System.Data.Common;
using AIOps.Contracts.Storage;
using Dapper;

namespace AIOps.Storage.Operational;

/// <summary>Reads and appends events.</summary>
internal static class EventTable
{
    private const string Select = "SELECT id AS Id, at_ms AS AtMs, stream AS Stream, type AS Type, payload AS Payload, trace_parent AS TraceParent FROM events";
    private const string Insert = "INSERT INTO events (at_ms, stream, type, payload, dedup_key, trace_parent) VALUES (@NowMs, @Stream, @Type, @Payload, @DedupKey, @TraceParent) ON CONFLICT (dedup_key) DO NOTHING";

    public static Task AppendAsync(WriteSession session, NewEvent added) =>
        session.ExecuteAsync(Insert, new { session.NowMs, added.Stream, added.Type, added.Payload, added.DedupKey, added.TraceParent });

    public static Task<IReadOnlyList<StoredEvent>> ReadAsync(DbConnection connection, long after, int max, CancellationToken cancellationToken) =>
        ReadAsync(connection, $"{Select} WHERE id > @after ORDER BY id LIMIT @max", new { after, max }, cancellationToken);

    public static Task<IReadOnlyList<StoredEvent>> ReadStreamAsync(DbConnection connection, string stream, long after, int max, CancellationToken cancellationToken) =>
        ReadAsync(connection, $"{Select} WHERE stream = @stream AND id > @after ORDER BY id LIMIT @max", new { stream, after, max }, cancellationToken);

    public static Task<long> LastIdAsync(DbConnection connection, CancellationToken cancellationToken) =>
        connection.ExecuteScalarAsync<long>(new CommandDefinition("SELECT coalesce(max(id), 0) FROM events", cancellationToken: cancellationToken));

    private static async Task<IReadOnlyList<StoredEvent>> ReadAsync(DbConnection connection, string sql, object parameters, CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync<StoredEvent>(new CommandDefinition(sql, parameters, cancellationToken: cancellationToken)).ConfigureAwait(false);
        return rows.AsList();
    }
}
