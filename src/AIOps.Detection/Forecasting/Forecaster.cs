using AIOps.Detection.Metrics;

namespace AIOps.Detection.Forecasting;

/// <summary>
/// Early warning for one series with an upper limit: the probability that it is crossed within each horizon, and the time to breach of a lasting trend. The
/// probability is a logistic mixture of few general features (distance of the predicted peak in its own usual errors, distance of the present value, how often and
/// when the limit was crossed before), the same for all series (<see cref="ForecastWeights"/>). For a lower limit negate values and limit. Not thread safe.
/// </summary>
public sealed class Forecaster
{
    internal const int FeatureCount = 12;
    private const int Horizons = 4;
    private static readonly double[] HorizonMs = [900_000, 3_600_000, 14_400_000, 86_400_000];
    private readonly double _limit;
    private readonly Trend _trend = new();
    private readonly PeakForecast[] _peaks = new PeakForecast[Horizons];
    private readonly double[] _ahead = new double[Horizons];
    private CrossingHistory _crossings;
    private DayBins _path;
    private double _fast;
    private double _level;
    private double _slow;
    private double _step;
    private double _recentPeak;
    private long _firstMs;
    private long _lastMs;
    private long _knot = -1;
    private int _count;

    /// <summary>Makes a forecaster.</summary>
    /// <param name="limit">Upper limit in the unit of the values.</param>
    public Forecaster(double limit) => _limit = limit;

    /// <summary>The upper limit.</summary>
    public double Limit => _limit;

    /// <summary>Length of a horizon.</summary>
    /// <param name="horizon">Which.</param>
    public static TimeSpan Length(Horizon horizon) => TimeSpan.FromMilliseconds(HorizonMs[(int)horizon]);

    /// <summary>The limit that a series' own history suggests: the given quantile of what was seen.</summary>
    /// <param name="history">Values in any order; not changed.</param>
    /// <param name="quantile">0 to 1, for example 0.995.</param>
    public static double LimitOf(ReadOnlySpan<double> history, double quantile)
    {
        ArgumentOutOfRangeException.ThrowIfZero(history.Length, nameof(history));
        ArgumentOutOfRangeException.ThrowIfLessThan(quantile, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quantile, 1);
        var sorted = history.ToArray();
        Array.Sort(sorted);
        var place = quantile * (sorted.Length - 1);
        var below = (int)place;
        return below + 1 == sorted.Length ? sorted[below] : sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below]));
    }

    /// <summary>Takes a sample in and forecasts from it.</summary>
    /// <param name="unixMs">Time in Unix milliseconds; not after the one before means late, and nothing is learnt.</param>
    /// <param name="value">Finite value; else nothing is learnt.</param>
    public Forecast Observe(long unixMs, double value)
    {
        if (!double.IsFinite(value) || (_count > 0 && unixMs <= _lastMs))
        {
            return default;
        }

        Learn(unixMs, value);
        Span<double> features = stackalloc double[FeatureCount];
        var above = value > _limit;
        return new Forecast
        {
            QuarterHour = Probability(Horizon.QuarterHour, unixMs, value, features),
            Hour = Probability(Horizon.Hour, unixMs, value, features),
            FourHours = Probability(Horizon.FourHours, unixMs, value, features),
            Day = Probability(Horizon.Day, unixMs, value, features),
            Breach = _trend.Until(_limit, value),
            Beyond = above,
        };
    }

    internal void Features(Horizon horizon, long unixMs, double value, Span<double> features)
    {
        var hours = HorizonMs[(int)horizon] / 3_600_000;
        var (day, week, month) = _crossings.PerHour(unixMs);
        var distance = Math.Clamp(_peaks[(int)horizon].Distance(_limit, Predicted((int)horizon)), -4, 12);
        var present = Math.Clamp((_limit - value) / (_step + 1e-300), 0, 1e6);
        var recent = Math.Clamp((_limit - _recentPeak) / (_step + 1e-300), 0, 1e6);
        features[0] = 1;
        features[1] = Math.Log(day * hours);
        features[2] = Math.Log(week * hours);
        features[3] = Math.Log(month * hours);
        features[4] = Math.Log(_crossings.HourFactor(unixMs, hours));
        features[5] = Math.Min(distance, 4);
        features[6] = Math.Max(0, 1 - distance);
        features[7] = Math.Log(1 + present);
        features[8] = Math.Log(1 + recent);
        features[9] = Math.Exp(-_crossings.HoursSince(unixMs) / 3);
        features[10] = Math.Clamp((_fast - _slow) / (_step + 1e-300), -20, 20) / 20;
        features[11] = Math.Exp(-Math.Abs(_crossings.HoursSince(unixMs) - (24 - (hours / 2))) / (1 + hours));
    }

    private double Probability(Horizon horizon, long unixMs, double value, Span<double> features)
    {
        Features(horizon, unixMs, value, features);
        var weights = ForecastWeights.For(horizon);
        var sum = 0.0;
        for (var at = 0; at < FeatureCount; at++)
        {
            sum += weights[at] * features[at];
        }

        return 1 / (1 + Math.Exp(-Math.Clamp(sum, -20, 20)));
    }

    private double Predicted(int horizon) => _level + _ahead[horizon];

    private void Learn(long unixMs, double value)
    {
        double elapsed = _count == 0 ? 0 : unixMs - _lastMs;
        if (_count == 0)
        {
            _firstMs = unixMs;
            _fast = _level = _slow = _recentPeak = value;
        }

        var step = Math.Abs(value - _fast);
        _fast += Share(elapsed, 300_000) * (value - _fast);
        _level += Share(elapsed, 900_000) * (value - _level);
        _slow += Share(elapsed, 43_200_000) * (value - _slow);
        _step += Math.Max(1.0 / (_count + 1), Share(elapsed, 21_600_000)) * (step - _step);
        _recentPeak = value >= _recentPeak ? value : _recentPeak + (Share(elapsed, 3_600_000) * (value - _recentPeak));
        DayPath.Learn(ref _path, unixMs, value - _slow - DayPath.At(_path, unixMs), elapsed, (unixMs - _firstMs) / 86_400_000.0);
        _crossings.Observe(unixMs, value > _limit);
        _trend.Observe(unixMs, value);
        LookAhead(unixMs);
        for (var horizon = 0; horizon < Horizons; horizon++)
        {
            _peaks[horizon].Observe(unixMs, value, Predicted(horizon), HorizonMs[horizon]);
        }

        _lastMs = unixMs;
        _count++;
    }

    private void LookAhead(long unixMs)
    {
        var knot = unixMs / 600_000;
        if (knot == _knot)
        {
            return;
        }

        _knot = knot;
        var now = DayPath.At(_path, unixMs);
        var highest = double.NegativeInfinity;
        var at = 1;
        for (var horizon = 0; horizon < Horizons; horizon++)
        {
            for (; at <= Math.Max(1, HorizonMs[horizon] / 600_000); at++)
            {
                highest = Math.Max(highest, DayPath.At(_path, unixMs + (at * 600_000L)));
            }

            _ahead[horizon] = highest - now;
        }
    }

    private static double Share(double elapsedMs, double memoryMs) => elapsedMs / (elapsedMs + memoryMs);
}
