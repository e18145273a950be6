namespace AIOps.Server.Web.Api;

/// <summary>Bounds of what a caller may ask for; going over one is an error that says so, never a silent cut.</summary>
internal static class Bounds
{
    public const int MaxPage = 500;
    public const int MaxOffset = 100_000;
    public const int MaxNote = 2_000;
    public const long MaxBody = 64 * 1024;

    /// <summary>The first value that is out of bounds, as a problem; or null.</summary>
    public static IResult? Check(WebInstruments instruments, int limit, int offset = 0)
    {
        if (limit is < 1 or > MaxPage)
        {
            instruments.OnLimit("page");
            return Problems.BadValue("limit", $"{limit}", $"A page has 1 to {MaxPage} rows.", $"ask for at most {MaxPage} and go on with next");
        }

        if (offset is < 0 or > MaxOffset)
        {
            instruments.OnLimit("offset");
            return Problems.BadValue("offset", $"{offset}", $"Pages reach from 0 to {MaxOffset} rows.", "narrow the list with from and to");
        }

        return null;
    }

    public static IResult? CheckNote(WebInstruments instruments, string? note)
    {
        if (note is null || note.Length <= MaxNote)
        {
            return null;
        }

        instruments.OnLimit("note");
        return Problems.BadValue("note", $"{note.Length} characters", $"A note has at most {MaxNote} characters.", "shorten it, or link to a longer text");
    }

    public static IResult? CheckId(string id) =>
        id.Length is > 0 and <= 128 && id.All(c => c is > ' ' and < (char)127)
            ? null
            : Problems.BadValue("id", id, "An id has 1 to 128 printable ASCII characters.", "copy it from a list");
}
