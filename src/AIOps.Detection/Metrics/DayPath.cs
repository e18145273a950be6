namespace AIOps.Detection.Metrics;

/// <summary>The usual path of a day, relative to the day's level: ten-minute knots with straight lines between them, learnt by each sample for its two knots.</summary>
internal static class DayPath
{
    private const double DayMs = 86_400_000;
    private const double KnotMs = DayMs / DayBins.Length;

    /// <summary>What the path says for a time, in the series' unit.</summary>
    public static double At(in DayBins path, long unixMs)
    {
        var (left, right, share) = Knots(unixMs);
        return path[left] + (share * (path[right] - path[left]));
    }

    /// <summary>Moves the two knots beside a time by what was left over.</summary>
    /// <param name="path">The path.</param>
    /// <param name="unixMs">Time of the sample.</param>
    /// <param name="error">What the sample left over, already clipped.</param>
    /// <param name="elapsedMs">Time since the sample before.</param>
    /// <param name="daysSeen">Days since the series began: the first days count in full, later ones less.</param>
    public static void Learn(ref DayBins path, long unixMs, double error, double elapsedMs, double daysSeen)
    {
        var perDay = Math.Max(0.2, 1 / (1 + daysSeen));
        var rate = Math.Min(1, perDay * elapsedMs / KnotMs * 2);
        var (left, right, share) = Knots(unixMs);
        path[left] += (float)(rate * (1 - share) * error);
        path[right] += (float)(rate * share * error);
    }

    public static int Hour(long unixMs) => (int)((ulong)unixMs / 3_600_000 % 24);

    private static (int Left, int Right, double Share) Knots(long unixMs)
    {
        var ofDay = unixMs % 86_400_000L;
        if (ofDay < 0)
        {
            ofDay += 86_400_000L;
        }

        var position = ofDay / KnotMs;
        var left = (int)position;
        return (left, left + 1 == DayBins.Length ? 0 : left + 1, position - left);
    }
}
