using AIOps.Detection.Metrics;

namespace AIOps.Detection.Forecasting;

/// <summary>When the limit was crossed so far: how often in the last day, week and month, at which hours, how long ago.</summary>
internal struct CrossingHistory
{
    private const double HourMs = 3_600_000;
    private HourBins _byHour;
    private double _day;
    private double _week;
    private double _month;
    private long _firstMs;
    private long _lastMs;
    private long _aboveMs;

    /// <summary>Time since the value was last beyond the limit, hours.</summary>
    public readonly double HoursSince(long unixMs) => _aboveMs == 0 ? 1e4 : (unixMs - _aboveMs) / HourMs;

    public void Observe(long unixMs, bool above)
    {
        if (_firstMs == 0)
        {
            _firstMs = _lastMs = unixMs;
        }

        var days = (unixMs - _lastMs) / (24 * HourMs);
        _lastMs = unixMs;
        _day *= Math.Exp(-days);
        _week *= Math.Exp(-days / 7);
        _month *= Math.Exp(-days / 30);
        if (!above)
        {
            return;
        }

        if (HoursSince(unixMs) >= 1)
        {
            _day++;
            _week++;
            _month++;
            var age = Math.Min(14, (unixMs - _firstMs) / (24 * HourMs) + 1);
            for (var hour = 0; hour < HourBins.Length; hour++)
            {
                _byHour[hour] *= (float)(1 - (0.3 / age));
            }

            _byHour[DayPath.Hour(unixMs)]++;
        }

        _aboveMs = unixMs;
    }

    /// <summary>Crossings per hour by the memory of a day, a week, a month.</summary>
    public readonly (double Day, double Week, double Month) PerHour(long unixMs)
    {
        var age = (unixMs - _firstMs) / (24 * HourMs);
        return (Rate(_day, 1, age), Rate(_week, 7, age), Rate(_month, 30, age));
    }

    /// <summary>How much more frequent crossings are at the hours ahead than at others; 1 when nothing is known.</summary>
    public readonly double HourFactor(long unixMs, double horizonHours)
    {
        double total = 0, ahead = 0, hours = 0;
        for (var hour = 0; hour < HourBins.Length; hour++)
        {
            total += _byHour[hour];
        }

        for (var at = 0.0; at <= Math.Min(horizonHours, 23); at++)
        {
            ahead += _byHour[DayPath.Hour(unixMs + (long)(at * HourMs))];
            hours++;
        }

        return (ahead + (0.5 * hours / 24 * 4)) / ((total + 2) * hours / 24);
    }

    private static double Rate(double count, double memoryDays, double ageDays) =>
        (count + 0.05) / ((memoryDays * (1 - Math.Exp(-ageDays / memoryDays))) + 0.2) / 24;
}
