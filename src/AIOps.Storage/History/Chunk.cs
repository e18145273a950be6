namespace AIOps.Storage.History;

/// <summary>A compressed run of samples of one series.</summary>
/// <param name="Bytes">What <see cref="ChunkCodec"/> wrote.</param>
/// <param name="Count">Samples in it.</param>
/// <param name="MinTime">Lowest time, Unix milliseconds.</param>
/// <param name="MaxTime">Highest time, Unix milliseconds.</param>
internal sealed record Chunk(byte[] Bytes, int Count, long MinTime, long MaxTime)
{
    /// <summary>Bytes it takes in memory with its objects.</summary>
    public int Footprint => Bytes.Length + 120;

    /// <summary>Compresses samples.</summary>
    public static Chunk Seal(ReadOnlySpan<long> times, ReadOnlySpan<double> values, BitWriter bits)
    {
        long min = long.MaxValue, max = long.MinValue;
        foreach (var time in times)
        {
            min = Math.Min(min, time);
            max = Math.Max(max, time);
        }

        return new Chunk(ChunkCodec.Encode(times, values, bits), times.Length, min, max);
    }
}
