namespace AIOps.Detection.Logs.Mining;

/// <summary>A template as the miner holds it.</summary>
internal sealed class Template(int id, PatternTokens tokens)
{
    /// <summary>Most patterns that a template keeps as its evidence.</summary>
    public const int MaxSamples = 48;

    public int Id { get; } = id;

    /// <summary>Hash of each word; 0 where the template is variable.</summary>
    public ulong[] Words { get; set; } = [.. tokens.Words];

    public ulong[] Prefixes { get; set; } = tokens.Prefixes;

    /// <summary>Positions that clustering made variable.</summary>
    public bool[] Wild { get; set; } = new bool[tokens.Count];

    public List<MinedPattern> Samples { get; set; } = [];

    /// <summary>Lines of patterns that are no longer held.</summary>
    public long Lines { get; set; }

    /// <summary>The template that this one became part of.</summary>
    public Template? MergedInto { get; set; }

    /// <summary>The template of another length that this one is a form of: a longer list, an optional part.</summary>
    public Template? Family { get; set; }

    /// <summary>Forms of other lengths that belong to this template.</summary>
    public List<Template>? Forms { get; set; }

    /// <summary>The template that records of this one count for.</summary>
    public Template Head
    {
        get
        {
            var head = Root;
            while (head.Family is { } family)
            {
                head = family.Root;
            }

            return head;
        }
    }

    /// <summary>The message template when the records carry it.</summary>
    public string? Known { get; init; }

    public long FirstSeenMs { get; set; }

    public long LastSeenMs { get; set; }

    public byte Severity { get; set; }

    public Template Root
    {
        get
        {
            var root = this;
            while (root.MergedInto is { } next)
            {
                root = next;
            }

            // paths are kept short, as in any union-find
            for (var at = this; at != root;)
            {
                var next = at.MergedInto!;
                at.MergedInto = root;
                at = next;
            }

            return root;
        }
    }

    public bool Covers(PatternTokens other)
    {
        if (other.Count != Words.Length)
        {
            return false;
        }

        for (var i = 0; i < Words.Length; i++)
        {
            if (other.Prefixes[i] != Prefixes[i] || (Words[i] != other.Words[i] && Words[i] != 0))
            {
                return false;
            }
        }

        return true;
    }
}
