namespace AIOps.Detection.Logs.Mining;

/// <summary>
/// Decides which patterns of one length are the same template. Groups that are equal but for one position become one when that position
/// has shown enough different words; repeated until nothing changes. Cost: patterns × positions for a round.
/// </summary>
internal sealed class Consolidation(SeededHash hash)
{
    private const int MaxRounds = 6;
    private const int MaxGeneral = 256;

    private readonly MergeEvidence _evidence = new();

    /// <summary>What is known of values; shared by all lengths.</summary>
    public MergeEvidence Evidence => _evidence;

    public List<PatternGroup> Partition(IReadOnlyList<MinedPattern> patterns)
    {
        var groups = new List<PatternGroup>(patterns.Count);
        foreach (var pattern in patterns)
        {
            groups.Add(new PatternGroup(pattern, PatternTokens.Of(pattern.Text, hash)));
        }

        for (var round = 0; round < MaxRounds; round++)
        {
            var before = groups.Count;
            groups = Values(Names(OnePosition(groups)));
            if (groups.Count == before)
            {
                break;
            }
        }

        return Covered(groups);
    }

    private List<PatternGroup> OnePosition(List<PatternGroup> groups)
    {
        if (groups.Count < 2)
        {
            return groups;
        }

        var positions = groups[0].Words.Length;
        var alike = new Dictionary<ulong, List<PatternGroup>>();
        Span<int> one = stackalloc int[1];
        for (var position = 0; position < positions && groups.Count > 1; position++)
        {
            alike.Clear();
            foreach (var group in groups)
            {
                if (group.Tokens.Kinds[position].HasFlag(TokenKinds.Empty))
                {
                    continue;
                }

                var key = KeyWithout(group, position);
                if (!alike.TryGetValue(key, out var same))
                {
                    alike.Add(key, same = []);
                }

                same.Add(group);
            }

            one[0] = position;
            HashSet<PatternGroup>? gone = null;
            foreach (var (key, same) in alike)
            {
                if (same.Count < 2 || !_evidence.Accepts(same, position, key))
                {
                    continue;
                }

                foreach (var other in same.Skip(1))
                {
                    same[0].Absorb(other, one);
                    (gone ??= []).Add(other);
                }

                same[0].Open(one);
                _evidence.Learn(same[0].Values(position), key);
            }

            if (gone is not null)
            {
                groups = groups.Where(group => !gone.Contains(group)).ToList();
            }
        }

        return groups;
    }

    // Names of classes and hosts often change together: all positions that hold such names are opened at once when each has shown enough of them.
    private List<PatternGroup> Names(List<PatternGroup> groups) =>
        Together(groups, (group, i) => IsName(group.Tokens.Kinds[i]), fewest: 2, _evidence.EnoughValues);

    // Words that are values elsewhere need no further evidence, also where several of them change together.
    private List<PatternGroup> Values(List<PatternGroup> groups) =>
        Together(groups, (group, i) => _evidence.IsValue(group.Words[i]), fewest: 2, enough: 2);

    private List<PatternGroup> Together(List<PatternGroup> groups, Func<PatternGroup, int, bool> mayVary, int fewest, int enough)
    {
        var alike = new Dictionary<ulong, List<PatternGroup>>();
        foreach (var group in groups)
        {
            ulong key = 0;
            var free = 0;
            for (var i = 0; i < group.Words.Length; i++)
            {
                var varies = group.Words[i] == 0 || mayVary(group, i);
                free += varies && group.Words[i] != 0 ? 1 : 0;
                key = hash.Combine(key, (varies ? 1 : group.Words[i]) ^ (group.Tokens.Prefixes[i] << 1));
            }

            if (free < 1)
            {
                continue;
            }

            if (!alike.TryGetValue(key, out var same))
            {
                alike.Add(key, same = []);
            }

            same.Add(group);
        }

        HashSet<PatternGroup>? gone = null;
        foreach (var same in alike.Values)
        {
            if (same.Count < enough)
            {
                continue;
            }

            var varying = Enumerable.Range(0, same[0].Words.Length).Where(i => same.Any(group => group.Words[i] != same[0].Words[i])).ToArray();
            if (varying.Length < fewest || varying.Any(i => same.Select(group => group.Words[i]).Distinct().Count() < enough)
                || MergeEvidence.Constants(same[0], varying[0]) - (varying.Length - 1) < 2)
            {
                continue;
            }

            foreach (var other in same.Skip(1))
            {
                same[0].Absorb(other, varying);
                (gone ??= []).Add(other);
            }

            same[0].Open(varying);
        }

        return gone is null ? groups : groups.Where(group => !gone.Contains(group)).ToList();
    }

    // What a template with opened positions covers is a record of it.
    private static List<PatternGroup> Covered(List<PatternGroup> groups)
    {
        var general = groups.Where(group => group.HasMerged).OrderByDescending(group => group.Lines).Take(MaxGeneral).ToList();
        if (general.Count == 0)
        {
            return groups;
        }

        HashSet<PatternGroup>? gone = null;
        foreach (var group in groups)
        {
            foreach (var wide in general)
            {
                if (wide == group || gone?.Contains(wide) == true || !wide.Covers(group))
                {
                    continue;
                }

                var positions = Enumerable.Range(0, group.Words.Length).Where(i => wide.Words[i] != group.Words[i]).ToArray();
                wide.Absorb(group, positions);
                (gone ??= []).Add(group);
                break;
            }
        }

        return gone is null ? groups : groups.Where(group => !gone.Contains(group)).ToList();
    }

    private static bool IsName(TokenKinds kind) => kind.HasFlag(TokenKinds.Identifier) && !kind.HasFlag(TokenKinds.Capitals);

    private ulong KeyWithout(PatternGroup group, int position)
    {
        ulong key = 0;
        for (var i = 0; i < group.Words.Length; i++)
        {
            var word = i == position ? 1 : group.Words[i];
            key = hash.Combine(key, word ^ (group.Tokens.Prefixes[i] << 1));
        }

        return key;
    }
}
