namespace AIOps.Detection.Logs.Framing;

/// <summary>
/// The layout of a source's line headers: a number of columns, one of which (the anchor) is a time or a severity in every line; behind them may follow
/// a name that ends with a colon, a dash or a bracket.
/// </summary>
/// <param name="separator">Byte between columns; 0 for blanks.</param>
/// <param name="columns">Columns of the header; 0 when lines have none.</param>
/// <param name="anchor">The column that tells a line that begins a record.</param>
/// <param name="anchorKind">What it must be.</param>
/// <param name="severity">The column of the severity, or -1.</param>
/// <param name="nameEnd">How the name behind the columns ends.</param>
/// <param name="nameWords">Words that the name has; 0 for any number.</param>
internal sealed class HeaderGrammar(byte separator, int columns, int anchor, ColumnKinds anchorKind, int severity, NameEnd nameEnd = NameEnd.None, int nameWords = 0)
{
    /// <summary>Most words of a name.</summary>
    public const int MaxName = 4;

    /// <summary>Lines without a header.</summary>
    public static HeaderGrammar None { get; } = new(0, 0, -1, ColumnKinds.None, -1);

    /// <summary>Whether lines have a header at all.</summary>
    public bool HasHeader => columns > 0;

    /// <summary>The same layout with a name behind the columns.</summary>
    public HeaderGrammar With(NameEnd end, int words = 0) => new(separator, columns, anchor, anchorKind, severity, end, words);

    /// <summary>Finds the message of a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="content">Where the message starts; 0 when the line does not fit.</param>
    /// <param name="level">OpenTelemetry severity number of the header, or 0.</param>
    /// <returns>Whether the line has this header.</returns>
    public bool TryRead(ReadOnlySpan<byte> line, out int content, out byte level)
    {
        content = 0;
        level = 0;
        if (columns == 0)
        {
            return true;
        }

        var at = 0;
        for (var column = 0; column < columns; column++)
        {
            if (!HeaderWord.TryRead(line, at, separator, out var word) || (column == anchor && !word.Kind.HasFlag(anchorKind)))
            {
                return false;
            }

            if (column == severity)
            {
                level = SeverityOf(line[word.Start..word.End]);
            }

            at = separator == 0 ? word.End : Math.Min(word.End + 1, line.Length);
        }

        at = SkipName(line, at);
        while (at < line.Length && line[at] is (byte)' ' or (byte)'\t')
        {
            at++;
        }

        content = at;
        return true;
    }

    private static byte SeverityOf(ReadOnlySpan<byte> word)
    {
        var core = word.Trim("[](),;:<>|\" "u8);
        if (core.Length != 1)
        {
            return SeverityWords.Of(core);
        }

        return core[0] switch
        {
            (byte)'F' => 21,
            (byte)'E' => 17,
            (byte)'W' => 13,
            (byte)'I' => 9,
            (byte)'D' => 5,
            _ => 1,
        };
    }

    // Behind the fixed columns: up to a few words that end with the mark.
    private int SkipName(ReadOnlySpan<byte> line, int start)
    {
        if (nameEnd == NameEnd.None)
        {
            return start;
        }

        var at = start;
        for (var i = 0; i < MaxName && HeaderWord.TryRead(line, at, 0, out var word) && !IsValue(line[word.Start..word.End]); i++)
        {
            at = word.End;
            var text = line[word.Start..word.End];
            var ends = nameEnd switch
            {
                NameEnd.Colon => text[^1] == (byte)':' && (text.Length == 1 || at < line.Length),
                NameEnd.Dash => text.Length <= 3 && word.Kind.HasFlag(ColumnKinds.Dash) && i > 0,
                _ => (text[^1] == (byte)']' && i > 0) || (text[^1] == (byte)']' && text.Contains((byte)':')),
            };
            if (!ends)
            {
                continue;
            }

            if (nameWords > 0 && i + 1 != nameWords)
            {
                return start;
            }

            // RFC 5424 writes a dash for each part that is missing
            while (nameEnd == NameEnd.Dash && HeaderWord.TryRead(line, at, 0, out var next) && line[next.Start..next.End] is [(byte)'-'])
            {
                at = next.End;
            }

            return at;
        }

        return start;
    }

    // A path or an address belongs to what happened, not to who tells it.
    private static bool IsValue(ReadOnlySpan<byte> word) =>
        (word[0] == (byte)'/' && word.Length > 1) || (word.Count((byte)'.') == 3 && !word.ContainsAnyExceptInRange((byte)'.', (byte)':'));
}
