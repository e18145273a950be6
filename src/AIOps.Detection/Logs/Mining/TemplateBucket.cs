namespace AIOps.Detection.Logs.Mining;

/// <summary>Templates of one length, found by one constant token each, so that a look-up touches few of them.</summary>
internal sealed class TemplateBucket(SeededHash hash)
{
    private const int MaxCandidates = 64;

    private readonly Dictionary<ulong, List<Template>> _byAnchor = [];

    public List<Template> Templates { get; private set; } = [];

    /// <summary>Patterns that came since the last consolidation.</summary>
    public int Fresh { get; set; }

    public Template? Match(PatternTokens tokens)
    {
        Template? best = null;
        var fewest = int.MaxValue;
        var left = MaxCandidates;
        for (var i = -1; i < tokens.Count && left > 0; i++)
        {
            if (i >= 0 && tokens.Words[i] == 0)
            {
                continue;
            }

            if (!_byAnchor.TryGetValue(i < 0 ? 0 : Key(i, tokens.Words[i]), out var candidates))
            {
                continue;
            }

            foreach (var candidate in candidates)
            {
                if (left-- <= 0)
                {
                    break;
                }

                if (candidate.Covers(tokens))
                {
                    // the one with the fewest variable parts fits best
                    var variable = candidate.Words.Count(word => word == 0);
                    if (variable < fewest)
                    {
                        (best, fewest) = (candidate, variable);
                    }
                }
            }
        }

        return best;
    }

    public void Add(Template template)
    {
        Templates.Add(template);
        Index(template);
    }

    public void Replace(List<Template> templates)
    {
        Templates = templates;
        _byAnchor.Clear();
        foreach (var template in templates)
        {
            Index(template);
        }
    }

    // The anchor is the constant with the shortest list: the rarest.
    private void Index(Template template)
    {
        ulong anchor = 0;
        var shortest = int.MaxValue;
        for (var i = 0; i < template.Words.Length && shortest > 0; i++)
        {
            if (template.Words[i] == 0)
            {
                continue;
            }

            var key = Key(i, template.Words[i]);
            var length = _byAnchor.TryGetValue(key, out var list) ? list.Count : 0;
            if (length < shortest)
            {
                (anchor, shortest) = (key, length);
            }
        }

        if (!_byAnchor.TryGetValue(anchor, out var held))
        {
            _byAnchor.Add(anchor, held = []);
        }

        held.Add(template);
    }

    private ulong Key(int position, ulong word) => hash.Combine((ulong)position + 1, word) | 1;
}
