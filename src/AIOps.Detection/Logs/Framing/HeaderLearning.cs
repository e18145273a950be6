namespace AIOps.Detection.Logs.Framing;

/// <summary>
/// Learns the layout of a source's headers by shape: everything up to the last column that is a time or a severity in nearly all lines belongs to the
/// header; behind it may follow numbers, bracketed parts, and a name. Where many lines continue a record, the lines that begin with a time are looked at.
/// </summary>
internal static class HeaderLearning
{
    private const int MaxColumns = 14;
    private const int FirstColumns = 3;
    private const double Most = 0.9;
    private const double Many = 0.6;

    /// <summary>Learns from a sample of lines in their order; lines that begin with a blank are continuations and not looked at.</summary>
    public static HeaderGrammar Learn(IReadOnlyList<byte[]> lines)
    {
        var sample = lines.Where(line => line.Length > 0 && !IsIndented(line)).ToList();
        if (sample.Count == 0 || sample.Count(line => line[0] == (byte)'{' && line.AsSpan().TrimEnd(" \r"u8)[^1] == (byte)'}') >= Most * sample.Count)
        {
            return HeaderGrammar.None;
        }

        if (Separated(sample, (byte)'|', ColumnKinds.Time))
        {
            return Learn(sample, (byte)'|');
        }

        var grammar = Learn(sample, 0);
        if (grammar.HasHeader)
        {
            return grammar;
        }

        if (Separated(sample, (byte)',', ColumnKinds.Time))
        {
            return Learn(sample, (byte)',');
        }

        if (Separated(sample, (byte)':', ColumnKinds.Severity))
        {
            return Learn(sample, (byte)':');
        }

        var starts = Starts(lines);
        return starts.Count == 0 ? HeaderGrammar.None : Learn(starts, 0);
    }

    private static bool IsIndented(byte[] line) => line.Length > 0 && line[0] is (byte)' ' or (byte)'\t';

    private static bool Separated(List<byte[]> sample, byte separator, ColumnKinds first) =>
        sample.Count(line => line.AsSpan().IndexOf(separator) is var at and > 0 && line.AsSpan(at + 1).Contains(separator)
            && HeaderWord.TryRead(line, 0, separator, out var word) && word.Kind.HasFlag(first)) >= Most * sample.Count;

    // The lines that begin with a time, when the others may well continue them: a stack trace also has lines that are not indented, beside those that are.
    private static List<byte[]> Starts(IReadOnlyList<byte[]> lines)
    {
        var starts = new List<byte[]>();
        var others = 0;
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            if (line.Length == 0 || IsIndented(line))
            {
                continue;
            }

            if (Columns(line, 0).Take(FirstColumns).Any(kind => kind.HasFlag(ColumnKinds.Time) && !kind.HasFlag(ColumnKinds.Number)))
            {
                starts.Add(line);
            }
            else if (!(i > 0 && IsIndented(lines[i - 1])) && !(i + 1 < lines.Count && IsIndented(lines[i + 1])))
            {
                others++;
            }
        }

        return starts.Count >= 3 && starts.Count >= Many * (starts.Count + others) ? starts : [];
    }

    private static HeaderGrammar Learn(List<byte[]> sample, byte separator)
    {
        var kinds = sample.ConvertAll(line => Columns(line, separator));
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

        var anchorKind = ColumnKinds.Time;
        if (anchor < 0 && separator == (byte)':')
        {
            (anchor, last, severity, anchorKind) = (0, 0, 0, ColumnKinds.Severity);
        }

        if (anchor < 0)
        {
            return HeaderGrammar.None;
        }

        // what looks the same in all lines behind the last anchor is still header
        while (last + 1 < MaxColumns && (With(last + 1, ColumnKinds.Number) >= enough || With(last + 1, ColumnKinds.Bracketed) >= enough
            || With(last + 1, ColumnKinds.Dash) >= enough || (separator == 0 && With(last + 1, ColumnKinds.Padded) >= enough)))
        {
            last++;
        }

        if (separator is (byte)'|' or (byte)':')
        {
            while (last + 1 < MaxColumns && kinds.Count(row => row.Length > last + 2) >= enough && (separator == (byte)'|' || sample.Count(line => IsWord(line, last + 1, separator)) >= enough))
            {
                last++;
            }
        }

        var grammar = new HeaderGrammar(separator, last + 1, anchor, anchorKind, severity);
        if (separator != 0)
        {
            return grammar;
        }

        // a program's name has as many words in every line; what ends with a colon here and there belongs to the message
        for (var words = 1; words <= HeaderGrammar.MaxName; words++)
        {
            if (Named(sample, grammar, grammar.With(NameEnd.Colon, words)) >= enough)
            {
                return grammar.With(NameEnd.Colon, words);
            }
        }

        foreach (var end in (ReadOnlySpan<NameEnd>)[NameEnd.Dash, NameEnd.Bracket])
        {
            if (Named(sample, grammar, grammar.With(end)) >= enough)
            {
                return grammar.With(end);
            }
        }

        return grammar;
    }

    private static int Named(List<byte[]> sample, HeaderGrammar plain, HeaderGrammar named) =>
        sample.Count(line => named.TryRead(line, out var with, out _) && plain.TryRead(line, out var without, out _) && with > without);

    // Whether a column is one word, as names are and messages are not.
    private static bool IsWord(byte[] line, int column, byte separator)
    {
        var at = 0;
        HeaderWord word = default;
        for (var i = 0; i <= column; i++)
        {
            if (!HeaderWord.TryRead(line, at, separator, out word))
            {
                return false;
            }

            at = Math.Min(word.End + 1, line.Length);
        }

        return !line.AsSpan(word.Start, word.End - word.Start).ContainsAny(" \t"u8);
    }

    private static ColumnKinds[] Columns(byte[] line, byte separator)
    {
        var kinds = new List<ColumnKinds>(MaxColumns);
        var at = 0;
        while (kinds.Count < MaxColumns && at <= line.Length && HeaderWord.TryRead(line, at, separator, out var word))
        {
            kinds.Add(word.Kind);
            at = separator == 0 ? word.End : word.End + 1;
        }

        return [.. kinds];
    }
}
