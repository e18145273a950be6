namespace AIOps.Detection.Logs.Mining;

/// <summary>
/// A masked pattern cut into tokens. A token is a word with the blanks and separators before it; separators at the end make a last token without a word.
/// At most <see cref="Max"/> tokens: what follows belongs to the last one's tail and is not compared.
/// </summary>
internal sealed class PatternTokens
{
    public const int Max = 64;

    private PatternTokens(ulong[] words, ulong[] prefixes, int[] starts, int[] ends, TokenKinds[] kinds)
    {
        Words = words;
        Prefixes = prefixes;
        Starts = starts;
        Ends = ends;
        Kinds = kinds;
    }

    /// <summary>Number of tokens.</summary>
    public int Count => Words.Length;

    /// <summary>Hash of each token's word; 0 when the whole word is variable.</summary>
    public ulong[] Words { get; }

    /// <summary>Hash of what stands before each word.</summary>
    public ulong[] Prefixes { get; }

    /// <summary>Where each word begins in the pattern's text.</summary>
    public int[] Starts { get; }

    /// <summary>Where each word ends.</summary>
    public int[] Ends { get; }

    /// <summary>What each word looks like.</summary>
    public TokenKinds[] Kinds { get; }

    public static PatternTokens Of(ReadOnlySpan<byte> text, SeededHash hash)
    {
        var table = ByteClass.Table;
        Span<int> starts = stackalloc int[Max];
        Span<int> ends = stackalloc int[Max];
        var count = 0;
        var i = 0;
        while (i < text.Length && count < Max)
        {
            while (i < text.Length && !IsWord(text[i], table))
            {
                i++;
            }

            starts[count] = i;
            while (i < text.Length && (IsWord(text[i], table) || IsInnerColon(text, i, starts[count], table)))
            {
                i++;
            }

            // a full stop is no part of the word
            var end = i;
            while (end > starts[count] + 1 && text[end - 1] == (byte)'.')
            {
                end--;
            }

            ends[count++] = end;
        }

        var words = new ulong[count];
        var prefixes = new ulong[count];
        var kinds = new TokenKinds[count];
        var from = 0;
        for (var token = 0; token < count; token++)
        {
            var word = text[starts[token]..ends[token]];
            prefixes[token] = hash.Of(text[from..starts[token]]);
            words[token] = word.Length == 1 && word[0] == RecordMasker.Wild ? 0 : hash.Of(word) | 1;
            kinds[token] = Kind(word);
            from = ends[token];
        }

        return new PatternTokens(words, prefixes, starts[..count].ToArray(), ends[..count].ToArray(), kinds);
    }

    private static bool IsWord(byte value, ReadOnlySpan<byte> table) => value == RecordMasker.Wild || (table[value] & ByteClass.Word) != 0;

    // "host:port" and "kind:name" are one token, "name: text" is not
    private static bool IsInnerColon(ReadOnlySpan<byte> text, int at, int start, ReadOnlySpan<byte> table) =>
        text[at] == (byte)':' && at > start && at + 1 < text.Length && IsWord(text[at + 1], table);

    private static TokenKinds Kind(ReadOnlySpan<byte> word)
    {
        if (word.IsEmpty)
        {
            return TokenKinds.Empty;
        }

        var kind = word[0] is >= (byte)'A' and <= (byte)'Z' ? TokenKinds.Capitalised : TokenKinds.None;
        var lower = 0;
        var upper = 0;
        for (var i = 0; i < word.Length; i++)
        {
            var value = word[i];
            if (value is >= (byte)'a' and <= (byte)'z' or >= 128)
            {
                lower++;
            }
            else if (value is >= (byte)'A' and <= (byte)'Z')
            {
                upper++;
                if (lower > 0)
                {
                    kind |= TokenKinds.Identifier;
                }
            }
            else if (value == RecordMasker.Wild)
            {
                kind |= TokenKinds.Variable;
            }
            else if (i > 0 && i < word.Length - 1)
            {
                kind |= value is (byte)'.' or (byte)'@' ? TokenKinds.Identifier | TokenKinds.Dotted : TokenKinds.Identifier;
            }
        }

        if (lower + upper > 0)
        {
            kind |= TokenKinds.Letters;
        }

        return lower == 0 && upper > 1 ? kind | TokenKinds.Capitals : kind;
    }
}
