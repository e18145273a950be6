using System.Text;

namespace AIOps.Detection.Logs.Mining;

/// <summary>What a part of a record is, by its bytes alone: a number, a path, an address, a quoted or bracketed value.</summary>
internal static class WordShapes
{
    /// <summary>Longest word that is looked at; a longer one is variable.</summary>
    public const int MaxWord = 128;

    /// <summary>Whether a number with a sign such as <c>&lt;1</c> or <c>&gt;5</c> begins here.</summary>
    public static bool StartsNumber(ReadOnlySpan<byte> text, int at) =>
        text[at] is (byte)'<' or (byte)'>' && at + 1 < text.Length && (uint)(text[at + 1] - '0') <= 9 && (at == 0 || text[at - 1] is (byte)' ' or (byte)'(');

    /// <summary>Position of the closing quote of a short value, or 0.</summary>
    public static int Quoted(ReadOnlySpan<byte> text, int open, byte quote)
    {
        var length = text[(open + 1)..Math.Min(text.Length, open + 1 + MaxWord)].IndexOf(quote);
        return length > 0 ? open + 1 + length : 0;
    }

    /// <summary>Length of a bracketed part that belongs to a value, as in <c>key=Name{value}</c>; 0 when it holds keys of its own.</summary>
    public static int BalancedLength(ReadOnlySpan<byte> text)
    {
        var depth = 0;
        for (var i = 0; i < text.Length && i < MaxWord; i++)
        {
            switch (text[i])
            {
                case (byte)'{' or (byte)'(' or (byte)'[':
                    depth++;
                    break;
                case (byte)'}' or (byte)')' or (byte)']':
                    if (--depth == 0)
                    {
                        return i + 1;
                    }

                    break;
                case <= (byte)' ' or (byte)'=':
                    return 0;
                default:
                    break;
            }
        }

        return 0;
    }

    /// <summary>Length of an ANSI escape, which is no text: ESC [ parameters final.</summary>
    public static int EscapeLength(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2 || text[1] != (byte)'[')
        {
            return 1;
        }

        var i = 2;
        while (i < text.Length && i < 24 && text[i] is >= 0x20 and < 0x40)
        {
            i++;
        }

        return Math.Min(i + 1, text.Length);
    }

    /// <summary>Whether a colon goes on with the word: inside an address, a time, a hardware address or a URL.</summary>
    public static bool Continues(ReadOnlySpan<byte> text, int start, int colon, byte seen)
    {
        var next = text[colon + 1];
        if (next == (byte)'/')
        {
            return colon + 2 < text.Length && text[colon + 2] == (byte)'/' && (seen & ByteClass.Digit) == 0 && colon - start >= 2;
        }

        var digit = (uint)(next - '0') <= 9;
        if (digit && text[colon - 1] != (byte)'.' && ((seen & ByteClass.Slash) != 0 || (seen & ByteClass.Digit) != 0 || ((seen & ByteClass.Joiner) != 0 && text[start..colon].Contains((byte)'.'))))
        {
            return true;
        }

        if (!ByteClass.IsHex(next))
        {
            return false;
        }

        // groups of hex digits on both sides: MAC or IPv6
        var left = colon;
        while (left > start && ByteClass.IsHex(text[left - 1]))
        {
            left--;
        }

        var right = colon + 1;
        while (right < text.Length && ByteClass.IsHex(text[right]))
        {
            right++;
        }

        var length = right - colon - 1;
        return colon - left is 2 or 4 && length is 2 or 4 && (left == start || text[left - 1] == (byte)':')
            && (left > start || (right < text.Length && text[right] == (byte)':'));
    }

    public static bool IsSwitch(ReadOnlySpan<byte> word) => word.Length switch
    {
        4 => (word[0] | 32) == 't' && Ascii.EqualsIgnoreCase(word, "true"u8),
        5 => (word[0] | 32) == 'f' && Ascii.EqualsIgnoreCase(word, "false"u8),
        _ => false,
    };

    public static bool IsByteUnit(ReadOnlySpan<byte> word) => word.Length switch
    {
        1 => word[0] == (byte)'B',
        2 => word[1] == (byte)'B' && word[0] is (byte)'K' or (byte)'k' or (byte)'M' or (byte)'G' or (byte)'T' or (byte)'P',
        3 => word[2] == (byte)'B' && word[1] == (byte)'i',
        _ => false,
    };

    public static bool IsAddress(ReadOnlySpan<byte> word)
    {
        var at = word.IndexOf((byte)'@');
        return at > 0 && word[(at + 1)..].Contains((byte)'.');
    }

    public static bool IsPath(ReadOnlySpan<byte> word, bool digits)
    {
        if (digits || word[0] is (byte)'/' or (byte)'\\')
        {
            return word.Length > 1;
        }

        var first = word.IndexOfAny((byte)'/', (byte)'\\');
        return word[(first + 1)..].IndexOfAny((byte)'/', (byte)'\\') >= 0;
    }
}
