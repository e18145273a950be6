using AIOps.Contracts.Storage;

namespace AIOps.Storage.Operational;

/// <summary>Leases with fencing tokens.</summary>
internal static class LeaseTable
{
    /// <summary>Takes or renews; null when somebody else holds it.</summary>
    public static async Task<Lease?> TryAcquireAsync(WriteSession session, string name, string owner, long termMs)
    {
        var now = session.NowMs;
        var row = await FindAsync(session, name).ConfigureAwait(false);
        if (row is not null && row.Owner.Length > 0 && row.Owner != owner && row.ExpiresAtMs > now)
        {
            // a clock that was set back would else keep a dead holder's lease for as long as it jumped
            if (row.ExpiresAtMs > now + row.TermMs)
            {
                await session.ExecuteAsync("UPDATE leases SET expires_at_ms = @expires WHERE name = @name", new { name, expires = now + row.TermMs }).ConfigureAwait(false);
            }

            return null;
        }

        var token = row is null ? 1 : row.Owner == owner ? row.Token : row.Token + 1;
        var lease = new Lease(name, owner, token, now + termMs);
        await session.ExecuteAsync(
            "INSERT INTO leases (name, owner, token, expires_at_ms, term_ms) VALUES (@Name, @Owner, @Token, @ExpiresAtMs, @termMs) ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, token = excluded.token, expires_at_ms = excluded.expires_at_ms, term_ms = excluded.term_ms",
            new { lease.Name, lease.Owner, lease.Token, lease.ExpiresAtMs, termMs }).ConfigureAwait(false);
        return lease;
    }

    public static Task ReleaseAsync(WriteSession session, string name, long token) =>
        session.ExecuteAsync("UPDATE leases SET owner = '', expires_at_ms = 0 WHERE name = @name AND token = @token", new { name, token });

    /// <summary>Whether a fence still stands: nobody else has held the lease since, and it was not given back.</summary>
    public static async Task<bool> StandsAsync(WriteSession session, Fence fence) =>
        await FindAsync(session, fence.Lease).ConfigureAwait(false) is { Owner.Length: > 0 } row && row.Token == fence.Token;

    private static Task<LeaseRow?> FindAsync(WriteSession session, string name) =>
        session.FirstAsync<LeaseRow>("SELECT owner AS Owner, token AS Token, expires_at_ms AS ExpiresAtMs, term_ms AS TermMs FROM leases WHERE name = @name", new { name });

    private sealed record LeaseRow(string Owner, long Token, long ExpiresAtMs, long TermMs);
}
