using System.Buffers.Text;

namespace AIOps.Collectors.Host;

/// <summary>Reads the plain text of /proc: lines, words and numbers, without allocating.</summary>
internal ref struct ProcText(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> _rest = text;

    /// <summary>Takes the next line, without its end.</summary>
    public bool NextLine(out ReadOnlySpan<byte> line)
    {
        if (_rest.IsEmpty)
        {
            line = default;
            return false;
        }

        var end = _rest.IndexOf((byte)'\n');
        line = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? default : _rest[(end + 1)..];
        return true;
    }

    /// <summary>Takes the next word off a line; empty at its end.</summary>
    public static ReadOnlySpan<byte> Word(ref ReadOnlySpan<byte> line)
    {
        line = line.TrimStart(" \t"u8);
        var end = line.IndexOfAny((byte)' ', (byte)'\t');
        var word = end < 0 ? line : line[..end];
        line = end < 0 ? default : line[end..];
        return word;
    }

    /// <summary>Takes the next word as a number.</summary>
    public static bool Number(ref ReadOnlySpan<byte> line, out double value)
    {
        var word = Word(ref line);
        return Utf8Parser.TryParse(word, out value, out var used) && used == word.Length && used > 0;
    }

    /// <summary>Skips words.</summary>
    public static void Skip(ref ReadOnlySpan<byte> line, int words)
    {
        for (var i = 0; i < words; i++)
        {
            Word(ref line);
        }
    }
}
