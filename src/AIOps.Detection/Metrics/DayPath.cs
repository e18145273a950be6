namespace AIOps.Detection.Metrics;

/// <summary>The usual path of a day, relative to the day's level: ten-minute knots with straight lines between them, learnt by each sample for its two knots.</summary>
internal static class DayPath
{
    private const double DayMs = 86_400_000;
    private const double KnotMs = DayMs / DayBins.Length;

    /// <summary>What the path says for a time, in the series' unit.</summary>
    public static double At(in DayBins path, long unixMs) => At(path, KnotsAt(unixMs));

    /// <summary>What the path says between two knots, in the series' unit.</summary>
    public static double At(in DayBins path, DayKnots knots)
    {
        var left = path[knots.Left];
        return left + (knots.Share * (path[knots.Right] - left));
    }

    /// <summary>Moves the two knots beside a time by what was left over.</summary>
    /// <param name="path">The path.</param>
    /// <param name="knots">The knots beside the sample.</param>
    /// <param name="error">What the sample left over, already clipped.</param>
    /// <param name="elapsedMs">Time since the sample before.</param>
    /// <param name="daysSeen">Days since the series began: the first days count in full, later ones less.</param>
    public static void Learn(ref DayBins path, DayKnots knots, double error, double elapsedMs, double daysSeen)
    {
        var perDay = daysSeen < 4 ? 1 / (1 + daysSeen) : 0.2;
        var rate = double.MinNative(1, perDay * elapsedMs / KnotMs * 2);
        path[knots.Left] += (float)(rate * (1 - knots.Share) * error);
        path[knots.Right] += (float)(rate * knots.Share * error);
    }

    public static int Hour(long unixMs) => (int)((ulong)unixMs / 3_600_000 % 24);

    /// <summary>The knots beside a time.</summary>
    public static DayKnots KnotsAt(long unixMs)
    {
        var ofDay = unixMs % 86_400_000L;
        if (ofDay < 0)
        {
            ofDay += 86_400_000L;
        }

        var position = ofDay / KnotMs;
        var left = (int)position;
        return new DayKnots(left, left + 1 == DayBins.Length ? 0 : left + 1, position - left);
    }
}
