using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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
    private const int HeaderBytes = 8;
    private const uint Magic = 0x46534941; // "AISF"
    private const double HourMs = 3_600_000;
    private static readonly double[] HorizonMs = [900_000, 3_600_000, 14_400_000, 86_400_000];
    private ForecasterState _state;

    /// <summary>Makes a forecaster.</summary>
    /// <param name="limit">Upper limit in the unit of the values.</param>
    public Forecaster(double limit)
    {
        _state.Limit = limit;
        _state.Knot = -1;
        _state.Trend = Trend.Empty;
    }

    private Forecaster(in ForecasterState state) => _state = state;

    /// <summary>Bytes that <see cref="Save"/> writes.</summary>
    public static int SavedBytes => HeaderBytes + Unsafe.SizeOf<ForecasterState>();

    /// <summary>The upper limit.</summary>
    public double Limit => _state.Limit;

    /// <summary>Time of the first sample, in Unix milliseconds; 0 before it.</summary>
    public long FirstMs => _state.FirstMs;

    /// <summary>How often a clean-up or restart ended a trend.</summary>
    internal int CleanUps => _state.Trend.CleanUps;

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
        if (!double.IsFinite(value) || (_state.Count > 0 && unixMs <= _state.LastMs))
        {
            return default;
        }

        Learn(unixMs, value);
        Span<double> features = stackalloc double[FeatureCount];
        return new Forecast
        {
            QuarterHour = Probability(Horizon.QuarterHour, unixMs, value, features),
            Hour = Probability(Horizon.Hour, unixMs, value, features),
            FourHours = Probability(Horizon.FourHours, unixMs, value, features),
            Day = Probability(Horizon.Day, unixMs, value, features),
            Breach = _state.Trend.Until(_state.Limit, value),
            Beyond = value > _state.Limit,
        };
    }

    /// <summary>Writes a checkpoint: magic, layout version, the state's bytes (little endian).</summary>
    /// <param name="destination">At least <see cref="SavedBytes"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="ArgumentException">The destination is too small.</exception>
    public int Save(Span<byte> destination)
    {
        if (destination.Length < SavedBytes)
        {
            throw new ArgumentException($"needs {SavedBytes} bytes, got {destination.Length}", nameof(destination));
        }

        BinaryPrimitives.WriteUInt32LittleEndian(destination, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(destination[4..], ForecasterState.Layout);
        MemoryMarshal.Write(destination[HeaderBytes..], in _state);
        return SavedBytes;
    }

    /// <summary>Reads a checkpoint; the restored forecaster goes on exactly as the saved one would have.</summary>
    /// <param name="saved">What <see cref="Save"/> wrote.</param>
    /// <returns>The forecaster, or null when the bytes are of another version or no checkpoint.</returns>
    public static Forecaster? Restore(ReadOnlySpan<byte> saved) =>
        saved.Length >= SavedBytes && BinaryPrimitives.ReadUInt32LittleEndian(saved) == Magic && BinaryPrimitives.ReadInt32LittleEndian(saved[4..]) == ForecasterState.Layout
            ? new Forecaster(MemoryMarshal.Read<ForecasterState>(saved[HeaderBytes..]))
            : null;

    /// <summary>True when even the peak that the usual day leads to lies beyond the limit, judged by how wrong such forecasts were.</summary>
    /// <param name="ahead">How far ahead.</param>
    internal bool PeaksBeyond(TimeSpan ahead)
    {
        var horizon = HorizonValues.Length - 1;
        while (horizon > 0 && HorizonMs[horizon] > ahead.TotalMilliseconds)
        {
            horizon--;
        }

        return _state.Peaks[horizon].Distance(_state.Limit, Predicted(horizon)) < 0;
    }

    /// <summary>The steepest rise an hour of the usual day over the last one, three and six hours; 0 until two days are known.</summary>
    /// <param name="unixMs">The present.</param>
    internal double UsualSlope(long unixMs)
    {
        if (unixMs - _state.FirstMs < 48 * HourMs)
        {
            return 0;
        }

        var now = DayPath.At(_state.Path, unixMs);
        var steepest = 0.0;
        ReadOnlySpan<long> spans = [1, 3, 6];
        foreach (var hours in spans)
        {
            steepest = Math.Max(steepest, (now - DayPath.At(_state.Path, unixMs - (hours * (long)HourMs))) / hours);
        }

        return steepest;
    }

    internal void Features(Horizon horizon, long unixMs, double value, Span<double> features)
    {
        ref readonly var state = ref _state;
        var hours = HorizonMs[(int)horizon] / HourMs;
        var (day, week, month) = state.Crossings.PerHour(unixMs);
        var distance = Math.Clamp(state.Peaks[(int)horizon].Distance(state.Limit, Predicted((int)horizon)), -4, 12);
        var present = Math.Clamp((state.Limit - value) / (state.Step + 1e-300), 0, 1e6);
        var recent = Math.Clamp((state.Limit - state.RecentPeak) / (state.Step + 1e-300), 0, 1e6);
        features[0] = 1;
        features[1] = Math.Log(day * hours);
        features[2] = Math.Log(week * hours);
        features[3] = Math.Log(month * hours);
        features[4] = Math.Log(state.Crossings.HourFactor(unixMs, hours));
        features[5] = Math.Min(distance, 4);
        features[6] = Math.Max(0, 1 - distance);
        features[7] = Math.Log(1 + present);
        features[8] = Math.Log(1 + recent);
        features[9] = Math.Exp(-state.Crossings.HoursSince(unixMs) / 3);
        features[10] = Math.Clamp((state.Fast - state.Slow) / (state.Step + 1e-300), -20, 20) / 20;
        features[11] = Math.Exp(-Math.Abs(state.Crossings.HoursSince(unixMs) - (24 - (hours / 2))) / (1 + hours));
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

    private double Predicted(int horizon) => _state.Level + _state.Ahead[horizon];

    private void Learn(long unixMs, double value)
    {
        ref var state = ref _state;
        double elapsed = state.Count == 0 ? 0 : unixMs - state.LastMs;
        if (state.Count == 0)
        {
            state.FirstMs = unixMs;
            state.Fast = state.Level = state.Slow = state.RecentPeak = value;
        }

        var step = Math.Abs(value - state.Fast);
        state.Fast += Share(elapsed, 300_000) * (value - state.Fast);
        state.Level += Share(elapsed, 900_000) * (value - state.Level);
        state.Slow += Share(elapsed, 43_200_000) * (value - state.Slow);
        state.Step += Math.Max(1.0 / (state.Count + 1), Share(elapsed, 21_600_000)) * (step - state.Step);
        state.RecentPeak = value >= state.RecentPeak ? value : state.RecentPeak + (Share(elapsed, 3_600_000) * (value - state.RecentPeak));
        var knots = DayPath.KnotsAt(unixMs);
        DayPath.Learn(ref state.Path, knots, value - state.Slow - DayPath.At(state.Path, knots), elapsed, (unixMs - state.FirstMs) / 86_400_000.0);
        state.Crossings.Observe(unixMs, value > state.Limit);
        state.Trend.Observe(unixMs, value);
        LookAhead(ref state, unixMs);
        for (var horizon = 0; horizon < HorizonValues.Length; horizon++)
        {
            state.Peaks[horizon].Observe(unixMs, value, Predicted(horizon), HorizonMs[horizon]);
        }

        state.LastMs = unixMs;
        state.Count++;
    }

    private static void LookAhead(ref ForecasterState state, long unixMs)
    {
        var knot = unixMs / 600_000;
        if (knot == state.Knot)
        {
            return;
        }

        state.Knot = knot;
        var now = DayPath.At(state.Path, unixMs);
        var highest = double.NegativeInfinity;
        var at = 1;
        for (var horizon = 0; horizon < HorizonValues.Length; horizon++)
        {
            for (; at <= Math.Max(1, HorizonMs[horizon] / 600_000); at++)
            {
                highest = Math.Max(highest, DayPath.At(state.Path, unixMs + (at * 600_000L)));
            }

            state.Ahead[horizon] = highest - now;
        }
    }

    private static double Share(double elapsedMs, double memoryMs) => elapsedMs / (elapsedMs + memoryMs);
}
