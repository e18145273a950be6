namespace AIOps.Detection.Logs.Mining;

/// <summary>Brings the templates of a bucket in line with a new partition of their patterns, so that ids change as little as can be.</summary>
internal sealed class Repartition(Dictionary<int, Template> all, List<TemplateChange> changes, Func<int> nextId)
{
    public List<Template> Apply(List<Template> old, List<PatternGroup> groups)
    {
        var home = new Dictionary<Template, PatternGroup>();
        var kept = new Dictionary<PatternGroup, Template>();

        // an old template's home is the group with most of its lines; a group keeps the id of the biggest template that lives there
        foreach (var (template, group, _) in Shares(groups).OrderByDescending(share => share.Lines).ThenBy(share => share.Template.Id))
        {
            if (home.TryAdd(template, group))
            {
                kept.TryAdd(group, template);
            }
        }

        var result = new List<Template>(groups.Count);
        foreach (var group in groups)
        {
            if (!kept.TryGetValue(group, out var template))
            {
                var from = group.Patterns[0].Template;
                template = new Template(nextId(), group.Tokens) { FirstSeenMs = from.FirstSeenMs, LastSeenMs = from.LastSeenMs, Severity = from.Severity };
                all.Add(template.Id, template);
                changes.Add(new TemplateChange(TemplateChangeKind.Split, from.Id, template.Id));
                kept.Add(group, template);
            }

            result.Add(template);
        }

        foreach (var template in old)
        {
            // a template without samples cannot be judged and stays
            if (!home.TryGetValue(template, out var group))
            {
                result.Add(template);
                continue;
            }

            var into = kept[group];
            if (into == template)
            {
                continue;
            }

            into.Lines += template.Lines;
            into.FirstSeenMs = Math.Min(into.FirstSeenMs, template.FirstSeenMs);
            into.LastSeenMs = Math.Max(into.LastSeenMs, template.LastSeenMs);
            into.Severity = Math.Max(into.Severity, template.Severity);
            template.MergedInto = into;
            template.Samples = [];
            changes.Add(new TemplateChange(TemplateChangeKind.Merged, template.Id, into.Id));
        }

        foreach (var group in groups)
        {
            Fill(kept[group], group);
        }

        return result;
    }

    private static IEnumerable<(Template Template, PatternGroup Group, long Lines)> Shares(List<PatternGroup> groups)
    {
        foreach (var group in groups)
        {
            foreach (var share in group.Patterns.GroupBy(pattern => pattern.Template))
            {
                yield return (share.Key, group, share.Sum(pattern => pattern.Lines));
            }
        }
    }

    private static void Fill(Template template, PatternGroup group)
    {
        template.Words = group.Words;
        template.Prefixes = group.Tokens.Prefixes;
        template.Wild = new bool[group.Words.Length];
        for (var i = 0; i < template.Wild.Length; i++)
        {
            template.Wild[i] = group.MergedAt(i);
        }

        template.Samples = [];
        foreach (var pattern in group.Patterns)
        {
            pattern.Template = template;
            pattern.Sampled = template.Samples.Count < Template.MaxSamples;
            if (pattern.Sampled)
            {
                template.Samples.Add(pattern);
            }
            else
            {
                template.Lines += pattern.Lines;
            }
        }
    }
}
