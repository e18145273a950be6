using System.Data.Common;
using AIOps.Contracts.Storage;
using Dapper;

namespace AIOps.Storage.Operational;

/// <summary>Appends to and reads the audit.</summary>
internal static class AuditTable
{
    private const string Select = "SELECT number AS Number, at_ms AS AtMs, actor AS Actor, action AS Action, subject AS Subject, detail AS Detail, previous_hash AS PreviousHash, hash AS Hash FROM audit";

    public static async Task AppendAsync(WriteSession session, IReadOnlyList<AuditEntry> entries)
    {
        if (entries.Count == 0)
        {
            return;
        }

        var last = await session.FirstAsync<AuditRow>($"{Select} ORDER BY number DESC LIMIT 1").ConfigureAwait(false);
        var (number, hash) = (last?.Number ?? 0, last?.Hash ?? AuditChain.Start);
        foreach (var entry in entries)
        {
            number++;
            var previous = hash;
            hash = AuditChain.Hash(number, session.NowMs, entry, previous);
            await session.ExecuteAsync(
                "INSERT INTO audit (number, at_ms, actor, action, subject, detail, previous_hash, hash) VALUES (@number, @NowMs, @Actor, @Action, @Subject, @Detail, @previous, @hash)",
                new { number, session.NowMs, entry.Actor, entry.Action, entry.Subject, entry.Detail, previous, hash }).ConfigureAwait(false);
        }
    }

    public static async Task<IReadOnlyList<StoredAuditEntry>> ReadAsync(DbConnection connection, long after, int max, CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync<AuditRow>(new CommandDefinition($"{Select} WHERE number > @after ORDER BY number LIMIT @max", new { after, max }, cancellationToken: cancellationToken)).ConfigureAwait(false);
        return [.. rows.Select(row => row.ToEntry())];
    }

    private sealed record AuditRow(long Number, long AtMs, string Actor, string Action, string Subject, string Detail, string PreviousHash, string Hash)
    {
        public StoredAuditEntry ToEntry() => new(Number, AtMs, new AuditEntry(Actor, Action, Subject, Detail), PreviousHash, Hash);
    }
}
