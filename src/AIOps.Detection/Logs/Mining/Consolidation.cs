namespace AIOps.Detection.Logs.Mining;

/// <summary>
/// Decides which patterns of one length are the same template. Groups that are equal but for one position become one when that position
/// has shown enough different words; repeated until nothing changes. Cost: patterns × positions for a round.
/// </summary>
internal sealed class Consolidation(SeededHash hash)
{
    private const int MaxRounds = 6;

    private readonly MergeEvidence _evidence = new();

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
            groups = Names(OnePosition(groups));
            if (groups.Count == before)
            {
                break;
            }
        }

        return groups;
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
            foreach (var same in alike.Values)
            {
                if (same.Count < 2 || !_evidence.Accepts(same, position))
                {
                    continue;
                }

                foreach (var other in same.Skip(1))
                {
                    same[0].Absorb(other, one);
                    (gone ??= []).Add(other);
                }

                same[0].Open(one);
                _evidence.Learn(same[0].Values(position));
            }

            if (gone is not null)
            {
                groups = groups.Where(group => !gone.Contains(group)).ToList();
            }
        }

        return groups;
    }

    // Names of classes and hosts often change together: all positions that hold such names are opened at once when each has shown enough of them.
    private List<PatternGroup> Names(List<PatternGroup> groups)
    {
        var alike = new Dictionary<ulong, List<PatternGroup>>();
        foreach (var group in groups)
        {
            ulong key = 0;
            var names = 0;
            for (var i = 0; i < group.Words.Length; i++)
            {
                var name = group.Words[i] != 0 && IsName(group.Tokens.Kinds[i]);
                names += name ? 1 : 0;
                key = hash.Combine(key, (name ? 1 : group.Words[i]) ^ (group.Tokens.Prefixes[i] << 1));
            }

            if (names < 2)
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
            if (same.Count < _evidence.EnoughValues)
            {
                continue;
            }

            var varying = Enumerable.Range(0, same[0].Words.Length).Where(i => same.Any(group => group.Words[i] != same[0].Words[i])).ToArray();
            if (varying.Length < 2 || varying.Any(i => same.Select(group => group.Words[i]).Distinct().Count() < _evidence.EnoughValues)
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
