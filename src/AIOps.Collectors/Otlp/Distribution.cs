namespace AIOps.Collectors.Otlp;

/// <summary>
/// Counts over neighbouring buckets, with the number and sum of what was counted. Explicit bounds are scale <see cref="Explicit"/>; else bucket i holds
/// (base^(offset+i), base^(offset+i+1)] with base = 2^(2^-scale) (OpenTelemetry data model, exponential histogram).
/// </summary>
internal sealed class Distribution
{
    /// <summary>The scale that stands for explicit bounds.</summary>
    public const int Explicit = int.MinValue;

    public required ulong Count { get; init; }

    public required double Sum { get; init; }

    public required int Scale { get; init; }

    /// <summary>Explicit bounds, one less than buckets; empty for exponential ones.</summary>
    public double[] Bounds { get; init; } = [];

    public ulong[] Positive { get; init; } = [];

    public int PositiveOffset { get; init; }

    public ulong[] Negative { get; init; } = [];

    public int NegativeOffset { get; init; }

    public ulong Zero { get; init; }

    /// <summary>Smallest and largest value where told, else NaN.</summary>
    public double Min { get; init; } = double.NaN;

    public double Max { get; init; } = double.NaN;

    /// <summary>Mean of the values, or null when there are none.</summary>
    public double? Mean => Count > 0 && double.IsFinite(Sum) ? Sum / Count : null;

    /// <summary>What came since an earlier state of the same stream; null when it started anew (fewer than before, or other bounds).</summary>
    public Distribution? Since(Distribution before)
    {
        if (Count < before.Count || Zero < before.Zero || (Scale == Explicit) != (before.Scale == Explicit) || !Bounds.AsSpan().SequenceEqual(before.Bounds))
        {
            return null;
        }

        var now = this;
        if (Scale != Explicit && Scale != before.Scale)
        {
            var scale = Math.Min(Scale, before.Scale);
            now = Coarsen(scale);
            before = before.Coarsen(scale);
        }

        if (Subtract(now.Positive, now.PositiveOffset, before.Positive, before.PositiveOffset) is not { } positive
            || Subtract(now.Negative, now.NegativeOffset, before.Negative, before.NegativeOffset) is not { } negative)
        {
            return null;
        }

        // The largest value of a cumulative stream is that of its whole life: it says nothing about what is new.
        return new Distribution
        {
            Count = Count - before.Count, Sum = Sum - before.Sum, Scale = now.Scale, Bounds = Bounds, Zero = Zero - before.Zero,
            Positive = positive, PositiveOffset = now.PositiveOffset, Negative = negative, NegativeOffset = now.NegativeOffset,
        };
    }

    /// <summary>The same counts in wider buckets.</summary>
    private Distribution Coarsen(int scale)
    {
        var shift = Math.Min(Scale - scale, 31);
        return shift <= 0 ? this : new Distribution
        {
            Count = Count, Sum = Sum, Scale = scale, Zero = Zero, Min = Min, Max = Max,
            Positive = Merge(Positive, PositiveOffset, shift), PositiveOffset = PositiveOffset >> shift,
            Negative = Merge(Negative, NegativeOffset, shift), NegativeOffset = NegativeOffset >> shift,
        };
    }

    private static ulong[] Merge(ulong[] counts, int offset, int shift)
    {
        if (counts.Length == 0)
        {
            return counts;
        }

        var first = offset >> shift;
        var merged = new ulong[((offset + counts.Length - 1) >> shift) - first + 1];
        for (var i = 0; i < counts.Length; i++)
        {
            merged[((offset + i) >> shift) - first] += counts[i];
        }

        return merged;
    }

    private static ulong[]? Subtract(ulong[] now, int nowOffset, ulong[] before, int beforeOffset)
    {
        var result = (ulong[])now.Clone();
        for (var i = 0; i < before.Length; i++)
        {
            if (before[i] == 0)
            {
                continue;
            }

            var at = (long)beforeOffset + i - nowOffset;
            if (at < 0 || at >= result.Length || result[at] < before[i])
            {
                return null;
            }

            result[at] -= before[i];
        }

        return result;
    }
}
