namespace AIOps.Detection.Logs.Mining;

/// <summary>Whether different words at one position are values of a parameter, or different messages.</summary>
internal static class MergeEvidence
{
    private const int EnoughValues = 3;

    public static bool Accepts(List<PatternGroup> same, int position)
    {
        var values = 0;
        var variable = false;
        foreach (var group in same)
        {
            if (group.Words[position] == 0)
            {
                variable = true;
                values += Math.Max(1, group.Values(position).Count);
            }
            else
            {
                values++;
            }
        }

        var constants = 0;
        var tokens = same[0].Tokens;
        for (var i = 0; i < tokens.Count; i++)
        {
            if (i != position && same[0].Words[i] != 0 && tokens.Kinds[i].HasFlag(TokenKinds.Letters))
            {
                constants++;
            }
        }

        return constants > 0 && (values >= EnoughValues || variable);
    }
}
