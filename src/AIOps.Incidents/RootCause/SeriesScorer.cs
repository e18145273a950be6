using AIOps.Contracts.Events;
using AIOps.Contracts.Storage;

namespace AIOps.Incidents.RootCause;

/// <summary>
/// Robust change after the onset: the strongest run of samples after it (the run's median, so that one lone sample counts for nothing), in scales of the history
/// before it, divided by how far the series' own normal runs go. The design of BARO and NSigma with a scale that also knows how large the metric is elsewhere:
/// a value that is tiny for its metric is no finding, however quiet its own history was.
/// </summary>
internal sealed class SeriesScorer(RootCauseOptions options)
{
    private const int MaxRun = 3;
    // So far below any index that adding one keeps it there.
    private const int Never = int.MinValue / 2;
    private double[] _sorted = [];

    /// <summary>Normal state of a series: what it is usually, and how far it goes.</summary>
    public SeriesNormal? Learn(SeriesWindow window, SignalClass kind, long normalUntilMs, long afterFromMs)
    {
        var times = Samples.Of(window.Times);
        var values = Samples.Of(window.Values);
        var count = Math.Min(times.Length, values.Length);
        times = times[..count];
        var last = FirstAt(times, 0, normalUntilMs);
        if (_sorted.Length < count)
        {
            _sorted = new double[count];
        }

        var n = 0;
        foreach (var value in values[..last])
        {
            if (double.IsFinite(value))
            {
                _sorted[n++] = value;
            }
        }

        if (n < 3)
        {
            return null;
        }

        var first = FirstAt(times, last, afterFromMs);
        var step = count > first + 1 ? times[count - 1] - times[count - 2] : 0;
        var end = FirstAt(times, first, afterFromMs + (long)options.LookBack.TotalMilliseconds + Math.Max((long)options.LookAhead.TotalMilliseconds, 6 * step));
        var sorted = _sorted.AsSpan(0, n);
        var steps = HasSteps(kind);
        if (steps)
        {
            sorted.Sort();
        }

        var median = OrderStatistics.Quantile(sorted, .5, steps);
        var spread = (OrderStatistics.Quantile(sorted, .75, steps) - OrderStatistics.Quantile(sorted, .25, steps)) / 1.349;
        var run = Math.Clamp((end - first) / 3, 1, MaxRun);
        return new SeriesNormal(window, kind, median, spread, Deviation(sorted, median), steps ? Resolution(sorted) : 0, last, first, end, run);
    }

    /// <summary>The change of a series after the onset.</summary>
    /// <param name="normal">Its normal state.</param>
    /// <param name="typical">How large the metric is elsewhere.</param>
    /// <param name="resolution">Smallest step of the metric elsewhere, for a series whose history is constant.</param>
    /// <param name="onsetMs">The onset in Unix milliseconds.</param>
    public SeriesChange Score(SeriesNormal normal, double typical, double resolution, long onsetMs)
    {
        // What is measured comes in steps of the instrument, and one or two of them are no change; counted states (up, replicas) are exact.
        var steps = HasSteps(normal.Class) ? RootCauseWeights.StepFloor * (normal.Resolution > 0 ? normal.Resolution : resolution) : 0;
        var own = Math.Max(Math.Max(normal.Spread, RootCauseWeights.DevFloor * normal.Deviation), RootCauseWeights.RelFloor * Math.Abs(normal.Median));
        var scale = Math.Max(own, Math.Max(Math.Max(RootCauseWeights.PopFloor * typical, steps), 1e-12));
        if (normal.Class == SignalClass.PacketRatio)
        {
            return Shift(normal, onsetMs);
        }

        var values = Samples.Of(normal.Window.Values);
        var (up, upAt, down, downAt) = Strongest(values[normal.First..normal.End], normal.Run, normal.Median);
        (upAt, downAt) = (upAt + normal.First, downAt + normal.First);
        var (usualUp, usualDown) = Usual(normal);
        var z = Bad(normal.Class, +1) * Math.Max(up, 0) / (scale + (RootCauseWeights.Usual * usualUp));
        var zd = Bad(normal.Class, -1) * Math.Max(down, 0) / (scale + (RootCauseWeights.Usual * usualDown));
        var rising = z >= zd;
        var at = rising ? upAt : downAt;
        return new SeriesChange
        {
            Window = normal.Window,
            Class = normal.Class,
            Score = Math.Max(z, zd),
            Up = z,
            Down = zd,
            Direction = Math.Max(z, zd) <= 0 ? AnomalyDirection.None : rising ? AnomalyDirection.Up : AnomalyDirection.Down,
            Before = normal.Median,
            After = at < normal.First ? normal.Median : values[at],
            OnsetMs = at < normal.First ? 0 : normal.Window.Times[Math.Max(normal.First, at - normal.Run + 1)],
        };
    }

    /// <summary>How much a move to this side is trouble: falling latency and rising success are none.</summary>
    private static double Bad(SignalClass kind, int sign) => (kind, sign) switch
    {
        (SignalClass.Latency or SignalClass.Errors, -1) => RootCauseWeights.Good,
        (SignalClass.Success, +1) => RootCauseWeights.Good,
        _ => 1,
    };

    /// <summary>How far the series' own normal runs go to either side: a high quantile, so that an old incident in a long history does not blind it.</summary>
    private (double Up, double Down) Usual(SeriesNormal normal)
    {
        double a = 0, b = 0;
        var held = 0;
        var n = 0;
        foreach (var value in Samples.Of(normal.Window.Values)[..normal.NormalCount])
        {
            if (!double.IsFinite(value))
            {
                continue;
            }

            var c = value - normal.Median;
            if (++held >= normal.Run)
            {
                _sorted[n++] = normal.Run switch { 1 => c, 2 => Math.Min(b, c), _ => MedianOf(a, b, c) };
            }

            (a, b) = (b, c);
        }

        if (n == 0)
        {
            return (0, 0);
        }

        var runs = _sorted.AsSpan(0, n);
        return (Math.Max(0, OrderStatistics.Quantile(runs, RootCauseWeights.UsualQ)), Math.Max(0, -OrderStatistics.Quantile(runs, 1 - RootCauseWeights.UsualQ)));
    }

    /// <summary>A small shift that lasts: the strongest mean of a run in standard errors, like a t-statistic.</summary>
    private static SeriesChange Shift(SeriesNormal normal, long onsetMs)
    {
        var values = normal.Window.Values;
        var sum = 0.0;
        var squares = 0.0;
        var n = 0;
        for (var i = 0; i < normal.NormalCount; i++)
        {
            if (double.IsFinite(values[i]))
            {
                sum += values[i];
                squares += values[i] * values[i];
                n++;
            }
        }

        var mean = n > 0 ? sum / n : 0;
        var deviation = n > 1 ? Math.Sqrt(Math.Max(0, (squares / n) - (mean * mean))) : 0;
        var run = RootCauseWeights.LongRun;
        var best = 0.0;
        var at = -1;
        for (var start = normal.First; start + run <= normal.End && normal.Window.Times[start] <= onsetMs + (long)RootCauseWeights.NetLate.TotalMilliseconds; start++)
        {
            double part = 0;
            var k = 0;
            for (var i = start; i < start + run; i++)
            {
                if (double.IsFinite(values[i]))
                {
                    part += values[i] - mean;
                    k++;
                }
            }

            if (k >= 2)
            {
                var z = part / k / ((deviation / Math.Sqrt(k)) + (RootCauseWeights.RatioRel * Math.Abs(mean)) + 1e-9);
                if (Math.Abs(z) > Math.Abs(best))
                {
                    best = z;
                    at = start;
                }
            }
        }

        return new SeriesChange
        {
            Window = normal.Window,
            Class = normal.Class,
            Score = Math.Abs(best),
            Up = Math.Max(0, best),
            Down = Math.Max(0, -best),
            Direction = best > 0 ? AnomalyDirection.Up : best < 0 ? AnomalyDirection.Down : AnomalyDirection.None,
            Before = mean,
            After = at < 0 ? mean : LastFinite(values, at, run),
            OnsetMs = at < 0 ? 0 : normal.Window.Times[at],
        };
    }

    /// <summary>The furthest run to either side of the median, with the index of its last sample; -1 when no run is complete.</summary>
    private static (double Up, int UpAt, double Down, int DownAt) Strongest(ReadOnlySpan<double> values, int run, double median)
    {
        var (up, upAt, down, downAt) = (double.NegativeInfinity, Never, double.NegativeInfinity, Never);
        double a = 0, b = 0;
        var held = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                continue;
            }

            var c = values[i] - median;
            if (++held >= run)
            {
                // The nearer of two to the usual; the middle of three.
                var (high, low) = run switch { 1 => (c, c), 2 => (Math.Min(b, c), Math.Max(b, c)), _ => (MedianOf(a, b, c), MedianOf(a, b, c)) };
                if (high > up)
                {
                    (up, upAt) = (high, i);
                }

                if (-low > down)
                {
                    (down, downAt) = (-low, i);
                }
            }

            (a, b) = (b, c);
        }

        return (up, upAt, down, downAt);
    }

    private static double MedianOf(double a, double b, double c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));

    private static bool HasSteps(SignalClass kind) => kind is SignalClass.Cpu or SignalClass.Memory or SignalClass.Disk or SignalClass.Network;

    /// <summary>Index of the first time that is not before a moment, from an index on.</summary>
    private static int FirstAt(ReadOnlySpan<long> times, int from, long momentMs)
    {
        while (from < times.Length && times[from] < momentMs)
        {
            from++;
        }

        return from;
    }

    private static double LastFinite(IReadOnlyList<double> values, int from, int run)
    {
        for (var i = Math.Min(values.Count, from + run) - 1; i > from; i--)
        {
            if (double.IsFinite(values[i]))
            {
                return values[i];
            }
        }

        return values[from];
    }

    private static double Deviation(ReadOnlySpan<double> values, double center)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += (value - center) * (value - center);
        }

        return Math.Sqrt(sum / values.Length);
    }

    /// <summary>Smallest step between two values that the sorted history shows.</summary>
    private static double Resolution(ReadOnlySpan<double> sorted)
    {
        var least = double.PositiveInfinity;
        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i] - sorted[i - 1] is var step && step < least && step > 1e-12 * Math.Abs(sorted[i]))
            {
                least = step;
            }
        }

        return double.IsFinite(least) ? least : 0;
    }
}
