namespace AIOps.Detection.Logs.Mining;

/// <summary>Patterns that are held to be one template, while a bucket is being consolidated.</summary>
internal sealed class PatternGroup
{
    private static readonly HashSet<ulong> _none = [];
    private HashSet<ulong>?[]? _values;

    public PatternGroup(MinedPattern pattern, PatternTokens tokens)
    {
        Tokens = tokens;
        Words = [.. tokens.Words];
        Patterns.Add(pattern);
        Lines = pattern.Lines;
    }

    public PatternTokens Tokens { get; }

    /// <summary>Hash of each word; 0 where variable.</summary>
    public ulong[] Words { get; }

    public List<MinedPattern> Patterns { get; } = [];

    public long Lines { get; private set; }

    /// <summary>The words that were seen at a position that merging made variable.</summary>
    public HashSet<ulong> Values(int position) => _values?[position] ?? _none;

    /// <summary>Whether a position that is variable by shape has shown only one word, such as <c>ssh2</c>.</summary>
    public bool ShowsOne(int position)
    {
        if (Words[position] != 0 || MergedAt(position))
        {
            return false;
        }

        // the number of parts before differs between patterns, so only a group of one knows which part it is
        var slot = Patterns[0].Text.AsSpan(0, Tokens.Starts[position]).Count(RecordMasker.Wild);
        return Patterns.Count == 1 && slot < Patterns[0].Soft.Length && Patterns[0].Soft[slot] is not null;
    }

    public bool HasMerged => _values is not null;

    public bool Covers(PatternGroup other)
    {
        for (var i = 0; i < Words.Length; i++)
        {
            if (Tokens.Prefixes[i] != other.Tokens.Prefixes[i] || (Words[i] != 0 && Words[i] != other.Words[i]) || (Words[i] == 0 && other.Tokens.Kinds[i].HasFlag(TokenKinds.Empty)))
            {
                return false;
            }
        }

        return true;
    }

    public bool MergedAt(int position) => _values?[position] is not null;

    public void Absorb(PatternGroup other, ReadOnlySpan<int> positions)
    {
        _values ??= new HashSet<ulong>?[Words.Length];
        foreach (var position in positions)
        {
            var values = _values[position] ??= [Words[position]];
            values.Add(other.Words[position]);
            values.UnionWith(other.Values(position));
        }

        if (other._values is not null)
        {
            for (var i = 0; i < _values.Length; i++)
            {
                if (other._values[i] is { } theirs)
                {
                    (_values[i] ??= []).UnionWith(theirs);
                }
            }
        }

        Patterns.AddRange(other.Patterns);
        Lines += other.Lines;
    }

    public void Open(ReadOnlySpan<int> positions)
    {
        foreach (var position in positions)
        {
            Words[position] = 0;
        }
    }
}
