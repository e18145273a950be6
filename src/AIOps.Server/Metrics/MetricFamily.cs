using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace AIOps.Server.Metrics;

/// <summary>An instrument's points by label set; the number of label sets is capped.</summary>
internal sealed class MetricFamily
{
    public const int MaxPoints = 1_000;
    private readonly ConcurrentDictionary<string, MetricPoint> _points = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, MetricPoint>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly Action<string> _onOverflow;
    private readonly bool _sets;

    public MetricFamily(string name, Instrument instrument, MetricKind kind, Action<string> onOverflow)
    {
        Name = name;
        Unit = MetricName.Of(instrument.Name, instrument.Unit).Unit;
        Kind = kind;
        Help = instrument.Description is { Length: > 0 } text ? text : instrument.Name;
        IsObservable = instrument.IsObservable;
        Bounds = kind == MetricKind.Histogram ? BoundsOf(instrument, Unit) : null;
        _sets = instrument.IsObservable || IsGauge(instrument);
        _onOverflow = onOverflow;
        _lookup = _points.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public string Name { get; }

    public string Unit { get; }

    public string Help { get; }

    public MetricKind Kind { get; }

    public bool IsObservable { get; }

    public double[]? Bounds { get; }

    public IEnumerable<MetricPoint> Points => _points.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value);

    public static MetricKind KindOf(Instrument instrument)
    {
        var type = Definition(instrument);
        return type == typeof(Counter<>) || type == typeof(ObservableCounter<>) ? MetricKind.Counter : type == typeof(Histogram<>) ? MetricKind.Histogram : MetricKind.Gauge;
    }

    public void Measure(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var point = Find(tags);
        if (Kind == MetricKind.Histogram)
        {
            point.Record(value);
        }
        else if (_sets)
        {
            point.Set(value);
        }
        else
        {
            point.Add(value);
        }
    }

    /// <summary>Observed label sets are reported anew at each collection: what is not reported any more must not stay.</summary>
    public void ForgetObserved()
    {
        if (IsObservable)
        {
            _points.Clear();
        }
    }

    private static Type? Definition(Instrument instrument) => instrument.GetType() is { IsGenericType: true } type ? type.GetGenericTypeDefinition() : null;

    private static bool IsGauge(Instrument instrument) => Definition(instrument) == typeof(Gauge<>);

    private static double[] BoundsOf(Instrument instrument, string unit)
    {
        double[]? advised = instrument switch
        {
            Histogram<double> of => of.Advice?.HistogramBucketBoundaries?.ToArray(),
            Histogram<long> of => of.Advice?.HistogramBucketBoundaries?.Select(bound => (double)bound).ToArray(),
            Histogram<int> of => of.Advice?.HistogramBucketBoundaries?.Select(bound => (double)bound).ToArray(),
            _ => null,
        };
        return advised is { Length: > 0 } ? [.. advised.Distinct().Order()] : unit switch
        {
            "seconds" => [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
            "milliseconds" => [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000],
            "bytes" => [256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864],
            _ => [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000],
        };
    }

    private MetricPoint Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        Span<char> buffer = stackalloc char[1024];
        if (LabelText.TryWrite(tags, buffer, out var length))
        {
            var key = buffer[..length];
            if (_lookup.TryGetValue(key, out var found))
            {
                return found;
            }

            if (_points.Count < MaxPoints)
            {
                var labels = key.ToString();
                return _points.GetOrAdd(labels, new MetricPoint(labels, Bounds));
            }
        }

        _onOverflow(Name);
        return _points.GetOrAdd("overflow=\"true\"", labels => new MetricPoint(labels, Bounds));
    }
}
