namespace AIOps.Detection.Forecasting;

/// <summary>
/// The lasting trend of a series towards its limit: least squares over one, six and 24 hours on five-minute minima, so that short peaks do not tilt it.
/// A clean-up or restart (a lasting fall of the minimum) empties the windows; until they have filled again, the slope from before it is used.
/// </summary>
internal struct Trend
{
    private const double BucketMs = 300_000;
    private TrendWindows _windows;
    private long _bucket;
    private long _lastBucket;
    private double _minimum;
    private double _slopeBefore;
    private double _slopeErrorBefore;
    private int _buckets;
    private int _falls;

    /// <summary>How often the windows were emptied: somebody or something cleaned up.</summary>
    public int CleanUps { get; private set; }

    private static ReadOnlySpan<double> MemoryHours => [1, 6, 24];

    public static Trend Empty => new() { _bucket = long.MinValue };

    public void Observe(long unixMs, double value)
    {
        var bucket = (long)Math.Floor(unixMs / BucketMs);
        if (bucket == _bucket)
        {
            _minimum = Math.Min(_minimum, value);
            return;
        }

        if (_bucket != long.MinValue)
        {
            Close();
        }

        _bucket = bucket;
        _minimum = value;
    }

    /// <summary>Time to a limit above, in hours; null when nothing leads there.</summary>
    public readonly Breach? Until(double limit, double now)
    {
        double slope = 0, error = 0, level = now, strongest = 3;
        foreach (ref readonly var window in _windows)
        {
            if (window.Weight >= 5 && window.TryFit(out var at, out var rise, out var riseError, out _) && rise / (riseError + 1e-300) > strongest)
            {
                strongest = rise / (riseError + 1e-300);
                (slope, error, level) = (rise, riseError, at);
            }
        }

        if (slope <= 0 && _slopeBefore > 0 && _buckets < 12)
        {
            (slope, error) = (_slopeBefore, _slopeErrorBefore);
        }

        if (slope <= 0 || now >= limit)
        {
            return null;
        }

        var way = limit - Math.Min(level, limit);
        return new Breach(Hours(way / slope), Hours(way / (slope + (1.64 * error))), slope > 1.64 * error ? Hours(way / (slope - (1.64 * error))) : TimeSpan.MaxValue);
    }

    private static TimeSpan Hours(double hours) => hours < 24 * 3650 ? TimeSpan.FromHours(Math.Max(0, hours)) : TimeSpan.MaxValue;

    private void Close()
    {
        if (_windows[0].TryFit(out var level, out var slope, out var error, out var spread))
        {
            var expected = level + (slope * (_bucket - _lastBucket) * BucketMs / 3_600_000);
            var fall = expected - _minimum;
            var risen = Math.Abs(slope) * Math.Min(_buckets * BucketMs / 3_600_000, 6);
            _falls = fall > Math.Max(6 * spread, 0.2 * risen) && fall > 0 && slope > 3 * error ? _falls + 1 : 0;
            if (_falls >= 2)
            {
                (_slopeBefore, _slopeErrorBefore) = (slope, error);
                _windows = default;
                CleanUps++;
                _falls = 0;
                _buckets = 0;
            }
            else if (_falls == 1)
            {
                // one low minimum may be noise: it waits for the next before it is believed
                _lastBucket = _bucket;
                return;
            }
        }

        var hours = _buckets == 0 ? 0 : (_bucket - _lastBucket) * BucketMs / 3_600_000;
        for (var at = 0; at < TrendWindows.Length; at++)
        {
            _windows[at].Add(hours, MemoryHours[at], _minimum);
        }

        _lastBucket = _bucket;
        _buckets++;
    }
}
