namespace AIOps.Detection.Logs.Mining;

/// <summary>
/// Tells a message that says something new from one that only puts known parts together anew: another user, host or agent in a message whose positions
/// have shown several words before. A look-up touches at most <see cref="MaxLooked"/> templates of the same length.
/// </summary>
internal static class Variants
{
    private const int MaxLooked = 512;
    private const int MinTokens = 3;

    // of its tokens so much must be as in another template; punctuation between them counts half
    private const double LeastAlike = 0.5;

    /// <summary>Whether a template differs from others only where they differ among themselves.</summary>
    /// <param name="template">The template.</param>
    /// <param name="others">Templates of the same length.</param>
    /// <param name="siblings">Different words that a position must have shown.</param>
    /// <param name="blank">Hash of a single blank.</param>
    public static bool Has(Template template, List<Template> others, int siblings, ulong blank)
    {
        var count = template.Words.Length;
        if (count < MinTokens)
        {
            return false;
        }

        var alike = new List<Template>();
        Template? nearest = null;
        var most = 0.0;
        for (var i = others.Count - 1; i >= Math.Max(0, others.Count - MaxLooked); i--)
        {
            var other = others[i];
            if (other == template || !other.Prefixes.AsSpan().SequenceEqual(template.Prefixes))
            {
                continue;
            }

            var points = 0.0;
            for (var token = 0; token < count; token++)
            {
                points += (other.Words[token] == template.Words[token] ? 1 : 0) + (template.Prefixes[token] != blank && token > 0 ? 0.5 : 0);
            }

            if (points < LeastAlike * count)
            {
                continue;
            }

            alike.Add(other);
            if (points > most)
            {
                (most, nearest) = (points, other);
            }
        }

        if (nearest is null)
        {
            return false;
        }

        for (var token = 0; token < count; token++)
        {
            if (nearest.Words[token] != template.Words[token] && nearest.Words[token] != 0
                && alike.TrueForAll(other => other.Words[token] != 0) && alike.Select(other => other.Words[token]).Distinct().Take(siblings).Count() < siblings)
            {
                return false;
            }
        }

        return true;
    }
}
