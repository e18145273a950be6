namespace AIOps.Storage.History;

/// <summary>Grows while samples of one series are gathered from memory and files; afterwards sorted and without repeats.</summary>
internal sealed class SampleBuffer
{
    private long[] _times = [];
    private double[] _values = [];
    private bool _rising = true;

    public int Count { get; private set; }

    public ReadOnlySpan<long> Times => _times.AsSpan(0, Count);

    public ReadOnlySpan<double> Values => _values.AsSpan(0, Count);

    public void Reserve(int count)
    {
        if (_times.Length < count)
        {
            // megabytes for a dashboard: they are written before they are read, and need not be cleared
            var times = GC.AllocateUninitializedArray<long>(count);
            var values = GC.AllocateUninitializedArray<double>(count);
            Times.CopyTo(times);
            Values.CopyTo(values);
            (_times, _values) = (times, values);
        }
    }

    public void Add(long time, double value)
    {
        if (Count == _times.Length)
        {
            Reserve(Math.Max(64, Count * 2));
        }

        _rising &= Count == 0 || time > _times[Count - 1];
        _times[Count] = time;
        _values[Count] = value;
        Count++;
    }

    public void AddRange(SampleBuffer other)
    {
        other.Times.CopyTo(RoomForTimes(other.Count));
        other.Values.CopyTo(RoomForValues(other.Count));
        Take(other.Count);
    }

    /// <summary>Room behind the samples; what is written there counts after <see cref="Take"/>.</summary>
    public Span<long> RoomForTimes(int count)
    {
        Reserve(Count + count);
        return _times.AsSpan(Count, count);
    }

    /// <inheritdoc cref="RoomForTimes"/>
    public Span<double> RoomForValues(int count)
    {
        Reserve(Count + count);
        return _values.AsSpan(Count, count);
    }

    /// <summary>Takes samples that were written into the room.</summary>
    public void Take(int count)
    {
        for (var i = Math.Max(1, Count); _rising && i < Count + count; i++)
        {
            _rising = _times[i] > _times[i - 1];
        }

        Count += count;
    }

    /// <summary>The times as an array, without a copy when it is full; the buffer is not to be used any more.</summary>
    public long[] GiveTimes() => Count == _times.Length ? _times : _times[..Count];

    /// <summary>The values as an array, without a copy when it is full; the buffer is not to be used any more.</summary>
    public double[] GiveValues() => Count == _values.Length ? _values : _values[..Count];

    public void Clear() => (Count, _rising) = (0, true);

    /// <summary>Sorts by time; of samples at the same time the one that was added last stays.</summary>
    public void Normalize()
    {
        if (_rising)
        {
            return;
        }

        // the sort is not stable; of equal times the one with the highest place was added last
        var sorted = _times.AsSpan(0, Count).ToArray();
        var places = new int[Count];
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = i;
        }

        Array.Sort(sorted, places);
        var times = new long[Count];
        var values = new double[Count];
        var kept = 0;
        for (int i = 0, end; i < sorted.Length; i = end)
        {
            var last = places[i];
            for (end = i + 1; end < sorted.Length && sorted[end] == sorted[i]; end++)
            {
                last = Math.Max(last, places[end]);
            }

            times[kept] = sorted[i];
            values[kept] = _values[last];
            kept++;
        }

        (_times, _values, Count, _rising) = (times, values, kept, true);
    }
}
