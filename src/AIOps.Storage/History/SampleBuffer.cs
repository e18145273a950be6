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
            Array.Resize(ref _times, count);
            Array.Resize(ref _values, count);
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
        Reserve(Count + other.Count);
        for (var i = 0; i < other.Count; i++)
        {
            Add(other.Times[i], other.Values[i]);
        }
    }

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
