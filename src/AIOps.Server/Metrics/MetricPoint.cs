namespace AIOps.Server.Metrics;

/// <summary>One label set of a family.</summary>
internal sealed class MetricPoint(string labels, double[]? bounds)
{
    private readonly Lock _gate = new();
    private readonly long[]? _buckets = bounds is null ? null : new long[bounds.Length + 1];
    private double _value;

    public string Labels { get; } = labels;

    public void Add(double delta)
    {
        lock (_gate)
        {
            _value += delta;
        }
    }

    public void Set(double value)
    {
        lock (_gate)
        {
            _value = value;
        }
    }

    public void Record(double value)
    {
        if (double.IsNaN(value))
        {
            return;
        }

        var bucket = Array.BinarySearch(bounds!, value);
        lock (_gate)
        {
            _buckets![bucket < 0 ? ~bucket : bucket]++;
            _value += value;
        }
    }

    /// <summary>The value, or a histogram's sum and buckets (not cumulated, the last is beyond all bounds), all of one moment.</summary>
    public (double Value, long[] Buckets) Read()
    {
        lock (_gate)
        {
            return (_value, [.. _buckets ?? []]);
        }
    }
}
