using AIOps.Detection.Logs.Mining;

namespace AIOps.Detection.Logs.Framing;

/// <summary>One word of a line's beginning; a bracketed part with blanks is one word.</summary>
/// <param name="Start">First byte.</param>
/// <param name="End">Behind the last byte.</param>
/// <param name="Kind">Its shape.</param>
internal readonly record struct HeaderWord(int Start, int End, ColumnKinds Kind)
{
    private const int MaxBracket = 1024;

    private static ReadOnlySpan<byte> Names => "janfebmaraprmayjunjulaugsepoctnovdecmontuewedthufrisatsun"u8;

    /// <summary>The word at or after a position; false at the end of the line.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, int at, byte separator, out HeaderWord word)
    {
        while (at < line.Length && line[at] is (byte)' ' or (byte)'\t')
        {
            at++;
        }

        word = default;
        if (at >= line.Length)
        {
            return false;
        }

        var end = at;
        if (separator == 0 && line[at] == (byte)'[')
        {
            var close = line[at..Math.Min(line.Length, at + MaxBracket)].IndexOf((byte)']');
            end = close > 0 ? at + close + 1 : at;
        }

        // "[time][severity]" are two words
        var glued = end > at && end < line.Length && line[end] == (byte)'[';
        while (!glued && end < line.Length && (separator == 0 ? line[end] is not ((byte)' ' or (byte)'\t') : line[end] != separator))
        {
            end++;
        }

        word = new HeaderWord(at, end, Shape(line, at, end));
        return true;
    }

    private static ColumnKinds Shape(ReadOnlySpan<byte> line, int start, int end)
    {
        var kind = ColumnKinds.None;
        var word = line[start..end];
        if (end + 1 < line.Length && (line[end] == (byte)'\t' || (line[end] == (byte)' ' && line[end + 1] == (byte)' ')))
        {
            kind |= ColumnKinds.Padded;
        }

        if (word[0] == (byte)'[' && word.Contains((byte)']'))
        {
            kind |= ColumnKinds.Bracketed;
        }

        var core = word.Trim("[](),;:<>|\" "u8);
        if (core.IsEmpty || !core.ContainsAnyInRange((byte)'0', (byte)'z'))
        {
            return kind | ColumnKinds.Dash;
        }

        if (SeverityWords.Of(core) > 0)
        {
            kind |= ColumnKinds.Severity;
        }

        if (core.Length == 1 && core[0] is (byte)'I' or (byte)'W' or (byte)'E' or (byte)'D' or (byte)'V' or (byte)'F' or (byte)'T')
        {
            kind |= ColumnKinds.Letter;
        }

        if (!core.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            kind |= ColumnKinds.Number;
            return core.Length is 6 or 8 or 10 or 13 ? kind | ColumnKinds.Time : kind;
        }

        return IsTime(core) || (kind.HasFlag(ColumnKinds.Bracketed) && StartsWithTime(core)) ? kind | ColumnKinds.Time : kind;
    }

    // "[2026-01-05T12:00:00 #4711]"
    private static bool StartsWithTime(ReadOnlySpan<byte> core) => core.IndexOf((byte)' ') is >= 8 and var blank && IsTime(core[..blank]);

    private static bool IsTime(ReadOnlySpan<byte> core)
    {
        if (core.Length == 3 && IsName(core))
        {
            return true;
        }

        var digits = 0;
        var joints = 0;
        var dots = 0;
        var letters = 0;
        foreach (var value in core)
        {
            if (value is >= (byte)'0' and <= (byte)'9')
            {
                digits++;
            }
            else if (value is (byte)':' or (byte)'-' or (byte)'/' or (byte)'.' or (byte)',' or (byte)' ' or (byte)'+')
            {
                joints++;
                dots += value == (byte)'.' ? 1 : 0;
            }
            else if ((ByteClass.Table[value] & ByteClass.Letter) != 0)
            {
                letters++;
            }
            else
            {
                return false;
            }
        }

        // dates and times have at least three numbers, or two and a fraction; four numbers between dots are an address;
        // letters are the T and Z of ISO 8601, the name of a month, a zone, the severity before glog's date
        return digits >= 4 && digits * 2 >= core.Length && joints >= (letters > 0 && digits < 8 ? 2 : 1) && !(dots == 3 && joints == 3) && letters <= 7
            && (joints >= 2 || core.Contains((byte)':') || core.Contains((byte)'-') || core.Contains((byte)'.')) && (core[0] is >= (byte)'0' and <= (byte)'9' || letters >= 3);
    }

    private static bool IsName(ReadOnlySpan<byte> core)
    {
        Span<byte> lower = [(byte)(core[0] | 32), (byte)(core[1] | 32), (byte)(core[2] | 32)];
        for (var i = 0; i < Names.Length; i += 3)
        {
            if (lower.SequenceEqual(Names.Slice(i, 3)))
            {
                return true;
            }
        }

        return false;
    }
}
