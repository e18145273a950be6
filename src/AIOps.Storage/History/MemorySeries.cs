using AIOps.Contracts.Telemetry;

namespace AIOps.Storage.History;

/// <summary>The recent samples of one series: sealed chunks and an open head. Every member locks the series.</summary>
internal sealed class MemorySeries(SeriesKey key)
{
    /// <summary>Samples in a sealed chunk: ten minutes at 5 s.</summary>
    public const int ChunkLength = 120;

    private static readonly ThreadLocal<BitWriter> Bits = new(() => new BitWriter());

    private readonly Queue<Chunk> _sealed = new();
    private long[] _times = [];
    private double[] _values = [];
    private int _count;
    private long _evictedThrough = long.MinValue;

    public SeriesKey Key => key;

    /// <summary>Highest time seen, Unix milliseconds.</summary>
    public long LastTime { get; private set; } = long.MinValue;

    /// <summary>Adds a sample.</summary>
    /// <param name="time">Unix milliseconds.</param>
    /// <param name="value">Finite.</param>
    /// <param name="bytes">Change of the bytes that the series takes in memory.</param>
    /// <returns>Whether a chunk was sealed.</returns>
    public bool Add(long time, double value, ref long bytes)
    {
        lock (_sealed)
        {
            if (_count == _times.Length)
            {
                var size = _count == 0 ? 8 : Math.Min(ChunkLength, _count * 2);
                bytes += (size - _count) * 16;
                Array.Resize(ref _times, size);
                Array.Resize(ref _values, size);
            }

            LastTime = Math.Max(LastTime, time);
            _times[_count] = time;
            _values[_count] = value;
            return ++_count == ChunkLength && Seal(ref bytes);
        }
    }

    /// <summary>Notes that samples up to a time are on disk and were not taken into memory.</summary>
    public void NoteOnDisk(long through)
    {
        lock (_sealed)
        {
            _evictedThrough = Math.Max(_evictedThrough, through);
            LastTime = Math.Max(LastTime, through);
        }
    }

    /// <summary>Seals the head of a series that went quiet and gives its arrays back.</summary>
    /// <returns>Whether there was anything to seal.</returns>
    public bool SealIfQuiet(long before, ref long bytes)
    {
        lock (_sealed)
        {
            if (_times.Length == 0 || LastTime >= before)
            {
                return false;
            }

            var sealedOne = _count > 0 && Seal(ref bytes);
            bytes -= _times.Length * 16;
            (_times, _values) = ([], []);
            return sealedOne;
        }
    }

    /// <summary>Drops the oldest chunk; from now on its samples are on disk only.</summary>
    /// <returns>Bytes given back.</returns>
    public int Evict()
    {
        lock (_sealed)
        {
            if (!_sealed.TryDequeue(out var chunk))
            {
                return 0;
            }

            _evictedThrough = Math.Max(_evictedThrough, chunk.MaxTime);
            return chunk.Footprint;
        }
    }

    /// <summary>Appends the samples in memory with <c>from ≤ time &lt; to</c>.</summary>
    /// <returns>Whether older ones of the window may have left memory.</returns>
    public bool CopyTo(SampleBuffer buffer, long from, long to)
    {
        Chunk[] chunks;
        long[] times;
        double[] values;
        bool evicted;
        lock (_sealed)
        {
            evicted = _evictedThrough >= from;
            chunks = [.. _sealed];
            times = _times.AsSpan(0, _count).ToArray();
            values = _values.AsSpan(0, _count).ToArray();
        }

        var samples = times.Length;
        foreach (var chunk in chunks)
        {
            samples += chunk.MaxTime >= from && chunk.MinTime < to ? chunk.Count : 0;
        }

        buffer.Reserve(samples);
        foreach (var chunk in chunks)
        {
            if (chunk.MaxTime >= from && chunk.MinTime < to)
            {
                ChunkCodec.Decode(chunk.Bytes, chunk.Count, from, to, buffer);
            }
        }

        for (var i = 0; i < times.Length; i++)
        {
            if (times[i] >= from && times[i] < to)
            {
                buffer.Add(times[i], values[i]);
            }
        }

        return evicted;
    }

    private bool Seal(ref long bytes)
    {
        var chunk = Chunk.Seal(_times.AsSpan(0, _count), _values.AsSpan(0, _count), Bits.Value!);
        _sealed.Enqueue(chunk);
        bytes += chunk.Footprint;
        _count = 0;
        return true;
    }
}
