namespace AIOps.Detection.Logs.Mining;

/// <summary>
/// Whether different words at one position are values of a parameter, or different messages. A parameter draws from an open set: many words, some
/// of them seen only once (Good-Turing), or words that are values elsewhere. A closed set of few words that keep coming are different messages.
/// </summary>
internal sealed class MergeEvidence
{
    private const int MaxKnown = 65_536;

    private readonly Dictionary<ulong, ulong> _known = [];

    /// <summary>Fewest words that make a parameter.</summary>
    public int EnoughValues { get; init; } = 3;

    /// <summary>Words that make a parameter although each of them keeps coming.</summary>
    public int ManyValues { get; init; } = 4;

    /// <summary>The same for words that begin with a capital: those are states and verbs more often than names.</summary>
    public int ManyStates { get; init; } = 6;

    /// <summary>The same for words all in capitals, also when some came only once.</summary>
    public int ManyCapitals { get; init; } = 4;

    public bool Accepts(List<PatternGroup> same, int position, ulong template)
    {
        var values = 0;
        var once = 0;
        var known = 0;
        var capitals = 0;
        var capitalised = 0;
        var dotted = 0;
        var markers = 0;
        var variable = false;
        var variables = 0;
        foreach (var group in same)
        {
            if (group.Words[position] == 0 && !group.ShowsOne(position))
            {
                variable = true;
                variables++;
                values += Math.Max(1, group.Values(position).Count);
                once++;
                continue;
            }

            values++;
            once += group.Lines == 1 ? 1 : 0;
            known += IsValue(group.Words[position], template) ? 1 : 0;
            markers += (group.Tokens.Kinds[position] & (TokenKinds.Letters | TokenKinds.Variable | TokenKinds.Empty)) == TokenKinds.None ? 1 : 0;
            dotted += group.Tokens.Kinds[position].HasFlag(TokenKinds.Dotted) ? 1 : 0;
            capitalised += group.Tokens.Kinds[position].HasFlag(TokenKinds.Capitalised) ? 1 : 0;
            capitals += group.Tokens.Kinds[position].HasFlag(TokenKinds.Capitals) ? 1 : 0;
        }

        var constants = Constants(same[0], position);
        if (constants == 0)
        {
            return false;
        }

        if (known * 2 >= values && known > 0 && constants > 1)
        {
            return true;
        }

        // a dash or a slash alone where others have a value stands for no value, or for the shortest one
        if (variable && (constants > 1 || markers + variables == same.Count))
        {
            return true;
        }

        var enough = once > 0 || dotted == values ? EnoughValues : capitalised * 2 > values ? ManyStates : ManyValues;
        enough += constants == 1 ? 2 : 0;
        enough += position == 0 ? 1 : 0;
        if (capitals * 2 > values)
        {
            enough = ManyCapitals;
        }

        return values >= enough;
    }

    /// <summary>Remembers words that turned out to be values of a template.</summary>
    public void Learn(IEnumerable<ulong> values, ulong template)
    {
        foreach (var value in values)
        {
            if (_known.TryGetValue(value, out var where))
            {
                _known[value] = where == template ? where : 0;
            }
            else if (_known.Count < MaxKnown)
            {
                _known.Add(value, template);
            }
        }
    }

    /// <summary>Whether a word is a value in some other template: a template must not vouch for itself.</summary>
    public bool IsValue(ulong word, ulong template) => _known.TryGetValue(word, out var where) && where != template;

    /// <summary>Whether a word is a value anywhere.</summary>
    public bool IsValue(ulong word) => _known.ContainsKey(word);

    /// <summary>Words with letters in them that the group has elsewhere.</summary>
    public static int Constants(PatternGroup group, int position)
    {
        var constants = 0;
        for (var i = 0; i < group.Tokens.Count; i++)
        {
            if (i != position && group.Words[i] != 0 && group.Tokens.Kinds[i].HasFlag(TokenKinds.Letters))
            {
                constants++;
            }
        }

        return constants;
    }
}
