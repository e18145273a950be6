using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace AIOps.Collectors.Otlp;

/// <summary>A HistogramDataPoint, ExponentialHistogramDataPoint or SummaryDataPoint without its attributes.</summary>
internal readonly record struct DistributionPoint(ulong TimeNano, ulong StartNano, bool NoValue, Distribution Distribution, double[] Quantiles)
{
    /// <summary>Most buckets that are read; SDKs send at most 160.</summary>
    public const int MostBuckets = 1024;

    private const int MostScale = 20;

    /// <summary>The quantiles that become series.</summary>
    public static double[] Shares { get; } = [0.5, 0.95, 0.99];

    /// <summary>Reads a point; null when its buckets make no sense.</summary>
    public static DistributionPoint? Read(ReadOnlySpan<byte> point, MetricShape shape)
    {
        var explicitBounds = shape is MetricShape.CumulativeHistogram or MetricShape.DeltaHistogram;
        var exponential = shape is MetricShape.CumulativeExponential or MetricShape.DeltaExponential;
        ulong time = 0, start = 0, count = 0, zero = 0, flags = 0;
        double sum = 0, min = double.NaN, max = double.NaN;
        int scale = 0, positiveOffset = 0, negativeOffset = 0;
        List<ulong> counts = [], negative = [];
        List<double> bounds = [];
        double[] quantiles = shape == MetricShape.Summary ? [double.NaN, double.NaN, double.NaN] : [];
        var reader = new ProtoReader(point);
        while (reader.Next(out var field))
        {
            switch (field, reader.Wire)
            {
                case (2, ProtoReader.Fixed64): start = reader.ReadFixed64(); break;
                case (3, ProtoReader.Fixed64): time = reader.ReadFixed64(); break;
                case (4, ProtoReader.Fixed64): count = reader.ReadFixed64(); break;
                case (5, ProtoReader.Fixed64): sum = reader.ReadDouble(); break;
                case (6, _) when explicitBounds: Fixed64s(ref reader, counts); break;
                case (7, _) when explicitBounds: Doubles(ref reader, bounds); break;
                case (11, ProtoReader.Fixed64) when explicitBounds: min = reader.ReadDouble(); break;
                case (12, ProtoReader.Fixed64) when explicitBounds: max = reader.ReadDouble(); break;
                case (10, ProtoReader.Varint): flags = reader.ReadVarint(); break;
                case (6, ProtoReader.Varint) when exponential: scale = reader.ReadZigZag32(); break;
                case (7, ProtoReader.Fixed64) when exponential: zero = reader.ReadFixed64(); break;
                case (8, ProtoReader.Length) when exponential: Buckets(reader.ReadBytes(), counts, out positiveOffset); break;
                case (9, ProtoReader.Length) when exponential: Buckets(reader.ReadBytes(), negative, out negativeOffset); break;
                case (12, ProtoReader.Fixed64) when exponential: min = reader.ReadDouble(); break;
                case (13, ProtoReader.Fixed64) when exponential: max = reader.ReadDouble(); break;
                case (6, ProtoReader.Length) when shape == MetricShape.Summary: ReadQuantile(reader.ReadBytes(), quantiles); break;
                case (8, ProtoReader.Varint) when shape == MetricShape.Summary: flags = reader.ReadVarint(); break;
                default: reader.Skip(); break;
            }
        }

        if (explicitBounds && !Fits(counts, bounds))
        {
            return null;
        }

        if (counts.Count > MostBuckets || negative.Count > MostBuckets || (exponential && scale is < -10 or > MostScale))
        {
            return null;
        }

        var distribution = new Distribution
        {
            Count = count, Sum = sum, Scale = exponential ? scale : Distribution.Explicit, Bounds = [.. bounds], Positive = [.. counts], PositiveOffset = positiveOffset,
            Negative = [.. negative], NegativeOffset = negativeOffset, Zero = zero, Min = min, Max = max,
        };
        return new DistributionPoint(time, start, (flags & 1) != 0, distribution, quantiles);
    }

    // Both may be absent: then only count and sum are known.
    private static bool Fits(List<ulong> counts, List<double> bounds)
    {
        if (counts.Count == 0 && bounds.Count == 0)
        {
            return true;
        }

        if (counts.Count != bounds.Count + 1)
        {
            return false;
        }

        for (var i = 0; i < bounds.Count; i++)
        {
            if (!double.IsFinite(bounds[i]) || (i > 0 && bounds[i] <= bounds[i - 1]))
            {
                return false;
            }
        }

        return true;
    }

    private static void Fixed64s(ref ProtoReader reader, List<ulong> into)
    {
        if (reader.Wire == ProtoReader.Length)
        {
            var packed = reader.ReadBytes();
            for (; packed.Length >= 8 && into.Count <= MostBuckets; packed = packed[8..])
            {
                into.Add(BinaryPrimitives.ReadUInt64LittleEndian(packed));
            }
        }
        else if (reader.Wire == ProtoReader.Fixed64 && into.Count <= MostBuckets)
        {
            into.Add(reader.ReadFixed64());
        }
        else
        {
            reader.Skip();
        }
    }

    private static void Doubles(ref ProtoReader reader, List<double> into)
    {
        var bits = new List<ulong>();
        Fixed64s(ref reader, bits);
        foreach (var value in CollectionsMarshal.AsSpan(bits))
        {
            if (into.Count <= MostBuckets)
            {
                into.Add(BitConverter.UInt64BitsToDouble(value));
            }
        }
    }

    private static void Buckets(ReadOnlySpan<byte> buckets, List<ulong> into, out int offset)
    {
        offset = 0;
        var reader = new ProtoReader(buckets);
        while (reader.Next(out var field))
        {
            switch (field, reader.Wire)
            {
                case (1, ProtoReader.Varint):
                    offset = Math.Clamp(reader.ReadZigZag32(), -(1 << 30), 1 << 30);
                    break;
                case (2, ProtoReader.Length):
                    var packed = reader.ReadBytes();
                    var numbers = new ProtoReader(packed);
                    while (into.Count <= MostBuckets && !numbers.AtEnd)
                    {
                        into.Add(numbers.ReadVarint());
                    }

                    break;
                case (2, ProtoReader.Varint) when into.Count <= MostBuckets:
                    into.Add(reader.ReadVarint());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    private static void ReadQuantile(ReadOnlySpan<byte> message, double[] quantiles)
    {
        double share = 0, value = 0;
        var reader = new ProtoReader(message);
        while (reader.Next(out var field))
        {
            switch (field, reader.Wire)
            {
                case (1, ProtoReader.Fixed64): share = reader.ReadDouble(); break;
                case (2, ProtoReader.Fixed64): value = reader.ReadDouble(); break;
                default: reader.Skip(); break;
            }
        }

        for (var i = 0; i < Shares.Length; i++)
        {
            if (Math.Abs(Shares[i] - share) < 1e-9)
            {
                quantiles[i] = value;
            }
        }
    }
}
