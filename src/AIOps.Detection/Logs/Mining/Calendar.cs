namespace AIOps.Detection.Logs.Mining;

/// <summary>Dates written with names of days and months, as <c>ctime</c> and RFC 2822 write them: <c>[Fri,] Jun 17 20:55:06 [UTC] [2005]</c>.</summary>
internal static class Calendar
{
    private static readonly uint[] _months = [.. "janfebmaraprmayjunjulaugsepoctnovdec".Chunk(3).Select(name => Pack(name[0], name[1], name[2]))];
    private static readonly uint[] _days = [.. "montuewedthufrisatsun".Chunk(3).Select(name => Pack(name[0], name[1], name[2]))];

    /// <summary>Length of the date at the beginning of the text, or 0.</summary>
    public static int DateLength(ReadOnlySpan<byte> text)
    {
        var first = Name(text);
        if (first == 0)
        {
            return 0;
        }

        var at = 0;
        if (Array.IndexOf(_days, first) >= 0)
        {
            at = 3;
            at += at < text.Length && text[at] == (byte)',' ? 1 : 0;
            at = Blanks(text, at);
        }

        // "17 Jun 2005" or "Jun 17"
        var day = Digits(text, at);
        if (day is 1 or 2)
        {
            at = Blanks(text, at + day);
            if (at == 0 || Array.IndexOf(_months, Name(text[at..])) < 0)
            {
                return 0;
            }

            at += 3;
        }
        else
        {
            if (at >= text.Length || Array.IndexOf(_months, Name(text[at..])) < 0)
            {
                return 0;
            }

            at = Blanks(text, at + 3);
            day = Digits(text, at);
            if (at == 0 || day is not (1 or 2))
            {
                return 0;
            }

            at += day;
        }

        // time, zone and year in any order, as long as they are there
        for (var part = 0; part < 3; part++)
        {
            var next = Blanks(text, at);
            var length = next == 0 ? 0 : Math.Max(Clock(text, next), Math.Max(Zone(text, next), Digits(text, next) == 4 ? 4 : 0));
            if (length == 0)
            {
                break;
            }

            at = next + length;
        }

        return at < text.Length && (ByteClass.Table[text[at]] & (ByteClass.Letter | ByteClass.Digit)) != 0 ? 0 : at;
    }

    private static uint Pack(int first, int second, int third) => (uint)((first << 16) | (second << 8) | third);

    private static uint Name(ReadOnlySpan<byte> text)
    {
        if (text.Length < 4 || (text[0] & 0xc0) != 0x40 || (ByteClass.Table[text[3]] & ByteClass.Letter) != 0)
        {
            return 0;
        }

        return Pack(text[0] | 32, text[1] | 32, text[2] | 32);
    }

    // Position after at least one blank (at most three), or 0.
    private static int Blanks(ReadOnlySpan<byte> text, int at)
    {
        var from = at;
        while (at < text.Length && at - from < 3 && text[at] == (byte)' ')
        {
            at++;
        }

        return at > from && at < text.Length ? at : 0;
    }

    private static int Digits(ReadOnlySpan<byte> text, int at)
    {
        var from = at;
        while (at < text.Length && (uint)(text[at] - '0') <= 9)
        {
            at++;
        }

        return at - from;
    }

    private static int Clock(ReadOnlySpan<byte> text, int at)
    {
        var from = at;
        while (at < text.Length && ((uint)(text[at] - '0') <= 9 || text[at] is (byte)':' or (byte)'.'))
        {
            at++;
        }

        return at - from >= 5 && text[from..at].Contains((byte)':') ? at - from : 0;
    }

    private static int Zone(ReadOnlySpan<byte> text, int at)
    {
        var from = at;
        if (text[at] is (byte)'+' or (byte)'-')
        {
            return Digits(text, at + 1) == 4 ? 5 : 0;
        }

        while (at < text.Length && text[at] is >= (byte)'A' and <= (byte)'Z')
        {
            at++;
        }

        return at - from is 3 or 4 && at < text.Length && text[at] == (byte)' ' ? at - from : 0;
    }
}
