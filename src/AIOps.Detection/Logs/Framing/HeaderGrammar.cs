namespace AIOps.Detection.Logs.Framing;

/// <summary>
/// The layout of a source's line headers, learnt by shape: everything up to the last column that is a time or a severity in nearly all lines belongs
/// to the header; behind it may follow numbers, bracketed parts, and a name that ends with a colon or a dash.
/// </summary>
internal sealed class HeaderGrammar
{
    private const int MaxColumns = 14;
    private const int MaxName = 4;
    private const double Most = 0.9;

    private readonly byte _separator;
    private readonly int _columns;
    private readonly int _anchor;
    private readonly int _severity;
    private readonly NameEnd _nameEnd;

    private HeaderGrammar(byte separator, int columns, int anchor, int severity, NameEnd nameEnd)
    {
        _separator = separator;
        _columns = columns;
        _anchor = anchor;
        _severity = severity;
        _nameEnd = nameEnd;
    }

    private enum NameEnd
    {
        None,
        Colon,
        Dash,
        Bracket,
    }

    /// <summary>Lines without a header.</summary>
    public static HeaderGrammar None { get; } = new(0, 0, -1, -1, NameEnd.None);

    /// <summary>Whether lines have a header at all.</summary>
    public bool HasHeader => _columns > 0;

    /// <summary>Learns the layout from a sample of lines; lines that begin with a blank are continuations and not looked at.</summary>
    public static HeaderGrammar Learn(IReadOnlyList<byte[]> lines)
    {
        var sample = lines.Where(line => line.Length > 0 && line[0] is not ((byte)' ' or (byte)'\t')).ToList();
        if (sample.Count == 0)
        {
            return None;
        }

        var piped = sample.Count(line => line.AsSpan().IndexOf((byte)'|') is var first and > 0 && line.AsSpan(first + 1).Contains((byte)'|')
            && HeaderWord.TryRead(line, 0, (byte)'|', out var word) && word.Kind.HasFlag(ColumnKinds.Time));
        return piped >= Most * sample.Count ? Learn(sample, (byte)'|') : Learn(sample, 0);
    }

    /// <summary>Finds the message of a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="content">Where the message starts; 0 when the line does not fit.</param>
    /// <param name="severity">OpenTelemetry severity number of the header, or 0.</param>
    /// <returns>Whether the line has this header.</returns>
    public bool TryRead(ReadOnlySpan<byte> line, out int content, out byte severity)
    {
        content = 0;
        severity = 0;
        if (_columns == 0)
        {
            return true;
        }

        var at = 0;
        for (var column = 0; column < _columns; column++)
        {
            if (!HeaderWord.TryRead(line, at, _separator, out var word) || (column == _anchor && !word.Kind.HasFlag(ColumnKinds.Time)))
            {
                return false;
            }

            if (column == _severity)
            {
                severity = SeverityOf(line[word.Start..word.End]);
            }

            at = _separator == 0 ? word.End : Math.Min(word.End + 1, line.Length);
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
        var core = word.Trim("[](),;:<>|\""u8);
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

    private static HeaderGrammar Learn(List<byte[]> sample, byte separator)
    {
        var kinds = new List<ColumnKinds[]>(sample.Count);
        foreach (var line in sample)
        {
            kinds.Add(Columns(line, separator));
        }

        var enough = Most * sample.Count;
        int With(int column, ColumnKinds kind) => kinds.Count(row => column < row.Length && (row[column] & kind) != ColumnKinds.None);
        var anchor = -1;
        var last = -1;
        var severity = -1;
        for (var column = 0; column < MaxColumns; column++)
        {
            if (With(column, ColumnKinds.Time) >= enough)
            {
                anchor = anchor < 0 ? column : anchor;
                last = column;
            }
            else if (last >= 0 && (With(column, ColumnKinds.Severity) >= enough || (severity < 0 && With(column, ColumnKinds.Letter) >= enough)))
            {
                severity = column;
                last = column;
            }
        }

        if (anchor < 0)
        {
            return None;
        }

        // what looks the same in all lines behind the last anchor is still header
        while (last + 1 < MaxColumns && (With(last + 1, ColumnKinds.Number) >= enough || With(last + 1, ColumnKinds.Bracketed) >= enough
            || With(last + 1, ColumnKinds.Dash) >= enough || With(last + 1, ColumnKinds.Padded) >= enough))
        {
            last++;
        }

        if (separator != 0)
        {
            while (last + 1 < MaxColumns && kinds.Count(row => row.Length > last + 2) >= enough)
            {
                last++;
            }

            return new HeaderGrammar(separator, last + 1, anchor, severity, NameEnd.None);
        }

        var grammar = new HeaderGrammar(separator, last + 1, anchor, severity, NameEnd.None);
        foreach (var end in (ReadOnlySpan<NameEnd>)[NameEnd.Colon, NameEnd.Dash, NameEnd.Bracket])
        {
            var named = new HeaderGrammar(separator, last + 1, anchor, severity, end);
            if (sample.Count(line => named.TryRead(line, out var with, out _) && grammar.TryRead(line, out var without, out _) && with > without) >= enough)
            {
                return named;
            }
        }

        return grammar;
    }

    private static ColumnKinds[] Columns(byte[] line, byte separator)
    {
        var kinds = new List<ColumnKinds>(MaxColumns);
        var at = 0;
        while (kinds.Count < MaxColumns && HeaderWord.TryRead(line, at, separator, out var word))
        {
            kinds.Add(word.Kind);
            at = separator == 0 ? word.End : word.End + 1;
        }

        return [.. kinds];
    }

    // Behind the fixed columns: up to a few words that end with the mark.
    private int SkipName(ReadOnlySpan<byte> line, int start)
    {
        if (_nameEnd == NameEnd.None)
        {
            return start;
        }

        var at = start;
        for (var i = 0; i < MaxName && HeaderWord.TryRead(line, at, 0, out var word); i++)
        {
            at = word.End;
            var text = line[word.Start..word.End];
            var ends = _nameEnd switch
            {
                NameEnd.Colon => text[^1] == (byte)':' && (text.Length == 1 || at < line.Length),
                NameEnd.Dash => text.Length <= 3 && word.Kind.HasFlag(ColumnKinds.Dash) && i > 0,
                _ => (text[^1] == (byte)']' && i > 0) || (text[^1] == (byte)']' && text.Contains((byte)':')),
            };
            if (ends)
            {
                return at;
            }
        }

        return start;
    }
}
