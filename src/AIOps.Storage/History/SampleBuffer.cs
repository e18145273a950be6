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

    public void Clear() => (Count, _rising) = (0, true);

    /// <summary>Sorts by time; of samples at the same time the one that was added last stays.</summary>
    public void Normalize()
    {
        if (_rising)
        {
            return;
        }

        // LINQ's sort is stable, Array.Sort is not: "last" must mean last added
        var order = Enumerable.Range(0, Count).OrderBy(i => _times[i]).ToArray();
        var times = new long[Count];
        var values = new double[Count];
        var kept = 0;
        foreach (var i in order)
        {
            if (kept > 0 && times[kept - 1] == _times[i])
            {
                kept--;
            }

            times[kept] = _times[i];
            values[kept] = _values[i];
            kept++;
        }

        (_times, _values, Count, _rising) = (times, values, kept, true);
    }
}
