using AIOps.Contracts.Storage;

namespace AIOps.Storage.Operational;

/// <summary>Moves the positions of durable consumers.</summary>
internal static class CursorTable
{
    /// <summary>Moves under compare-and-set; false when the stored position was another one.</summary>
    public static async Task<bool> AdvanceAsync(WriteSession session, CursorAdvance advance)
    {
        var parameters = new { advance.Consumer, advance.Expected, advance.Position, session.NowMs };
        if (await session.ExecuteAsync("UPDATE cursors SET position = @Position, at_ms = @NowMs WHERE consumer = @Consumer AND position = @Expected", parameters).ConfigureAwait(false) == 1)
        {
            return true;
        }

        return advance.Expected == 0
            && await session.ExecuteAsync("INSERT INTO cursors (consumer, position, at_ms) VALUES (@Consumer, @Position, @NowMs) ON CONFLICT (consumer) DO NOTHING", parameters).ConfigureAwait(false) == 1;
    }
}
