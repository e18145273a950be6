using System.Text;
using AIOps.Contracts.Storage;

namespace AIOps.Storage.Operational;

/// <summary>
/// Texts as both databases take them. PostgreSQL knows no U+0000, and half a surrogate pair has no UTF-8: a name with either, which anybody may send, would be refused there each time it is
/// tried again. It becomes U+FFFD, on SQLite too, and a question for it finds it. Bodies and payloads are JSON, which escapes both.
/// </summary>
internal static class StoreText
{
    public static string Clean(string text) => IsClean(text) ? text : Replace(text);

    public static StoreCommit Clean(StoreCommit commit) =>
        commit.Documents.All(IsClean) && commit.Events.All(IsClean) && commit.Audit.All(IsClean) ? commit : commit with
        {
            Documents = [.. commit.Documents.Select(write => write with { Id = Clean(write.Id), State = Clean(write.State), Key = Clean(write.Key) })],
            Events = [.. commit.Events.Select(added => added with { Stream = Clean(added.Stream), DedupKey = CleanOrNull(added.DedupKey), TraceParent = CleanOrNull(added.TraceParent) })],
            Audit = [.. commit.Audit.Select(entry => new AuditEntry(Clean(entry.Actor), Clean(entry.Action), Clean(entry.Subject), Clean(entry.Detail)))],
        };

    public static DocumentQuery Clean(DocumentQuery query) => query.Key is { } key && !IsClean(key) ? query with { Key = Replace(key) } : query;

    private static bool IsClean(DocumentWrite write) => IsClean(write.Id) && IsClean(write.State) && IsClean(write.Key);

    private static bool IsClean(NewEvent added) => IsClean(added.Stream) && IsClean(added.DedupKey ?? "") && IsClean(added.TraceParent ?? "");

    private static bool IsClean(AuditEntry entry) => IsClean(entry.Actor) && IsClean(entry.Action) && IsClean(entry.Subject) && IsClean(entry.Detail);

    private static bool IsClean(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            return false;
        }

        for (var i = text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff'); i >= 0 && i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]))
            {
                if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                {
                    return false;
                }

                i++;
            }
        }

        return true;
    }

    private static string? CleanOrNull(string? text) => text is null ? null : Clean(text);

    // the enumeration gives U+FFFD for half a pair
    private static string Replace(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            clean.Append((rune.Value == 0 ? Rune.ReplacementChar : rune).ToString());
        }

        return clean.ToString();
    }
}
