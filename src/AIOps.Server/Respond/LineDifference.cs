namespace AIOps.Server.Respond;

/// <summary>What differs between two texts, line by line (longest common subsequence).</summary>
internal static class LineDifference
{
    public static IEnumerable<string> Of(IReadOnlyList<string> first, IReadOnlyList<string> second)
    {
        var common = new int[first.Count + 1, second.Count + 1];
        for (var i = first.Count - 1; i >= 0; i--)
        {
            for (var j = second.Count - 1; j >= 0; j--)
            {
                common[i, j] = first[i] == second[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        var (a, b) = (0, 0);
        while (a < first.Count || b < second.Count)
        {
            if (a < first.Count && b < second.Count && first[a] == second[b])
            {
                (a, b) = (a + 1, b + 1);
            }
            else if (b >= second.Count || (a < first.Count && common[a + 1, b] >= common[a, b + 1]))
            {
                yield return $"-{a + 1}: {first[a++]}";
            }
            else
            {
                yield return $"+{b + 1}: {second[b++]}";
            }
        }
    }
}
