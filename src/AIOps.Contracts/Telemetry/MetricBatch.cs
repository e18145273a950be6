namespace AIOps.Contracts.Telemetry;

/// <summary>Some thousands of samples in columns. Not thread safe: filled by one collector, then handed on and not touched again.</summary>
public sealed class MetricBatch
{
    private readonly Dictionary<ulong, int> _positions = [];
    private readonly List<SeriesKey> _series = [];
    private int[] _seriesOf;
    private long[] _times;
    private double[] _values;

    /// <summary>Makes an empty batch.</summary>
    /// <param name="capacity">Samples it holds before it grows.</param>
    public MetricBatch(int capacity = 256)
    {
        _seriesOf = new int[capacity];
        _times = new long[capacity];
        _values = new double[capacity];
    }

    /// <summary>Number of samples.</summary>
    public int Count { get; private set; }

    /// <summary>The distinct series of the batch; <see cref="SeriesOf"/> points into it.</summary>
    public IReadOnlyList<SeriesKey> Series => _series;

    /// <summary>For each sample the index of its series.</summary>
    public ReadOnlySpan<int> SeriesOf => _seriesOf.AsSpan(0, Count);

    /// <summary>For each sample its time in Unix milliseconds.</summary>
    public ReadOnlySpan<long> Times => _times.AsSpan(0, Count);

    /// <summary>For each sample its value; NaN and infinities are refused by the collectors and never stand here.</summary>
    public ReadOnlySpan<double> Values => _values.AsSpan(0, Count);

    /// <summary>Adds one sample.</summary>
    public void Add(SeriesKey series, long unixMilliseconds, double value)
    {
        ArgumentNullException.ThrowIfNull(series);
        if (!_positions.TryGetValue(series.Id, out var position))
        {
            position = _series.Count;
            _positions.Add(series.Id, position);
            _series.Add(series);
        }

        Add(position, unixMilliseconds, value);
    }

    /// <summary>Adds one sample of a series that is already in <see cref="Series"/>.</summary>
    public void Add(int seriesIndex, long unixMilliseconds, double value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)seriesIndex, (uint)_series.Count);
        if (Count == _times.Length)
        {
            var size = Math.Max(16, Count * 2);
            Array.Resize(ref _seriesOf, size);
            Array.Resize(ref _times, size);
            Array.Resize(ref _values, size);
        }

        _seriesOf[Count] = seriesIndex;
        _times[Count] = unixMilliseconds;
        _values[Count] = value;
        Count++;
    }

    /// <summary>Adds a series without a sample and returns its index.</summary>
    public int AddSeries(SeriesKey series)
    {
        ArgumentNullException.ThrowIfNull(series);
        if (_positions.TryGetValue(series.Id, out var position))
        {
            return position;
        }

        _positions.Add(series.Id, _series.Count);
        _series.Add(series);
        return _series.Count - 1;
    }
}
