namespace AIOps.Collectors.Otlp;

/// <summary>Quantiles of a bucketed distribution: linear between the bounds of the bucket that holds the rank, as Prometheus' histogram_quantile does, but within the smallest and largest value where they are told.</summary>
internal static class Quantile
{
    /// <summary>The value below which a share of the counted values lies; null when nothing was counted.</summary>
    /// <param name="distribution">The counts.</param>
    /// <param name="share">0 to 1.</param>
    public static double? Of(Distribution distribution, double share)
    {
        ulong total = distribution.Zero;
        foreach (var count in distribution.Positive)
        {
            total += count;
        }

        foreach (var count in distribution.Negative)
        {
            total += count;
        }

        if (total == 0)
        {
            return null;
        }

        var value = distribution.Scale == Distribution.Explicit ? OfExplicit(distribution, share * total) : OfExponential(distribution, share * total);
        if (distribution.Min <= distribution.Max)
        {
            value = Math.Clamp(value, distribution.Min, distribution.Max);
        }

        return double.IsFinite(value) ? value : null;
    }

    private static double OfExplicit(Distribution distribution, double rank)
    {
        var bounds = distribution.Bounds;
        var counts = distribution.Positive;
        double before = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0 || before + counts[i] < rank)
            {
                before += counts[i];
                continue;
            }

            if (bounds.Length == 0)
            {
                return distribution.Mean ?? double.NaN;
            }

            // The first and the last bucket have one bound only.
            var lower = i > 0 ? bounds[i - 1] : Math.Min(0, bounds[0]);
            var upper = i < bounds.Length ? bounds[i] : distribution.Max > lower ? distribution.Max : lower;
            return lower + ((upper - lower) * (rank - before) / counts[i]);
        }

        return bounds.Length > 0 ? bounds[^1] : double.NaN;
    }

    private static double OfExponential(Distribution distribution, double rank)
    {
        double before = 0;
        for (var i = distribution.Negative.Length - 1; i >= 0; i--)
        {
            if (distribution.Negative[i] > 0 && before + distribution.Negative[i] >= rank)
            {
                return -Inside(distribution.Scale, distribution.NegativeOffset + i, 1 - ((rank - before) / distribution.Negative[i]));
            }

            before += distribution.Negative[i];
        }

        before += distribution.Zero;
        if (before >= rank && distribution.Zero > 0)
        {
            return 0;
        }

        for (var i = 0; i < distribution.Positive.Length; i++)
        {
            if (distribution.Positive[i] > 0 && before + distribution.Positive[i] >= rank)
            {
                return Inside(distribution.Scale, distribution.PositiveOffset + i, (rank - before) / distribution.Positive[i]);
            }

            before += distribution.Positive[i];
        }

        return double.NaN;
    }

    private static double Inside(int scale, int index, double share) => Math.Pow(2, (index + share) * Math.Pow(2, -scale));
}
