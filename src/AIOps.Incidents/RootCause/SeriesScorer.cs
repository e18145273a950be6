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
    private readonly double[] _run = new double[MaxRun];
    private double[] _sorted = [];

    /// <summary>Normal state of a series: what it is usually, and how far it goes.</summary>
    public SeriesNormal? Learn(SeriesWindow window, long normalUntilMs, long afterFromMs)
    {
        var times = window.Times;
        var values = window.Values;
        var count = Math.Min(times.Count, values.Count);
        var last = 0;
        while (last < count && times[last] < normalUntilMs)
        {
            last++;
        }

        if (_sorted.Length < count)
        {
            _sorted = new double[count];
        }

        var n = 0;
        for (var i = 0; i < last; i++)
        {
            if (double.IsFinite(values[i]))
            {
                _sorted[n++] = values[i];
            }
        }

        var first = last;
        while (first < count && times[first] < afterFromMs)
        {
            first++;
        }

        var end = first;
        var step = count > first + 1 ? times[count - 1] - times[count - 2] : 0;
        var to = afterFromMs + (long)options.LookBack.TotalMilliseconds + Math.Max((long)options.LookAhead.TotalMilliseconds, 6 * step);
        while (end < count && times[end] < to)
        {
            end++;
        }

        if (n < 3)
        {
            return null;
        }

        Array.Sort(_sorted, 0, n);
        var median = Quantile(n, .5);
        var run = Math.Clamp((end - first) / 3, 1, MaxRun);
        return new SeriesNormal(window, SignalClassifier.Of(window.Series), median, (Quantile(n, .75) - Quantile(n, .25)) / 1.349, Deviation(n, median), Resolution(n), last, first, end, run);
    }

    /// <summary>The change of a series after the onset.</summary>
    /// <param name="normal">Its normal state.</param>
    /// <param name="typical">How large the metric is elsewhere.</param>
    /// <param name="resolution">Smallest step of the metric elsewhere, for a series whose history is constant.</param>
    /// <param name="onsetMs">The onset in Unix milliseconds.</param>
    public SeriesChange Score(SeriesNormal normal, double typical, double resolution, long onsetMs)
    {
        var values = normal.Window.Values;
        // What is measured comes in steps of the instrument, and one or two of them are no change; counted states (up, replicas) are exact.
        var measured = normal.Class is SignalClass.Cpu or SignalClass.Memory or SignalClass.Disk or SignalClass.Network;
        var steps = measured ? RootCauseWeights.StepFloor * (normal.Resolution > 0 ? normal.Resolution : resolution) : 0;
        var own = Math.Max(Math.Max(normal.Spread, RootCauseWeights.DevFloor * normal.Deviation), RootCauseWeights.RelFloor * Math.Abs(normal.Median));
        var scale = Math.Max(own, Math.Max(Math.Max(RootCauseWeights.PopFloor * typical, steps), 1e-12));
        if (normal.Class == SignalClass.PacketRatio)
        {
            return Shift(normal, onsetMs);
        }

        var (up, upAt) = Strongest(values, normal.First, normal.End, normal.Run, normal.Median, +1);
        var (down, downAt) = Strongest(values, normal.First, normal.End, normal.Run, normal.Median, -1);
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
            After = at < 0 ? normal.Median : values[at],
            OnsetMs = at < 0 ? 0 : normal.Window.Times[Math.Max(normal.First, at - normal.Run + 1)],
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
        var values = normal.Window.Values;
        var held = 0;
        var n = 0;
        for (var i = 0; i < normal.NormalCount; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                continue;
            }

            if (held == normal.Run)
            {
                Array.Copy(_run, 1, _run, 0, normal.Run - 1);
                held--;
            }

            _run[held++] = values[i] - normal.Median;
            if (held == normal.Run)
            {
                _sorted[n++] = MedianOfRun(normal.Run);
            }
        }

        if (n == 0)
        {
            return (0, 0);
        }

        Array.Sort(_sorted, 0, n);
        return (Math.Max(0, Quantile(n, RootCauseWeights.UsualQ)), Math.Max(0, -Quantile(n, 1 - RootCauseWeights.UsualQ)));
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

    private (double Excursion, int At) Strongest(IReadOnlyList<double> values, int first, int end, int run, double median, int sign)
    {
        var best = double.NegativeInfinity;
        var at = -1;
        var held = 0;
        for (var i = first; i < end; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                continue;
            }

            if (held == run)
            {
                Array.Copy(_run, 1, _run, 0, run - 1);
                held--;
            }

            _run[held++] = sign * (values[i] - median);
            if (held == run && MedianOfRun(run) is var excursion && excursion > best)
            {
                best = excursion;
                at = i;
            }
        }

        return (best, at);
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

    private double MedianOfRun(int run) => run switch
    {
        1 => _run[0],
        2 => Math.Min(_run[0], _run[1]),
        _ => Math.Max(Math.Min(_run[0], _run[1]), Math.Min(Math.Max(_run[0], _run[1]), _run[2])),
    };

    private double Deviation(int n, double center)
    {
        var sum = 0.0;
        for (var i = 0; i < n; i++)
        {
            sum += (_sorted[i] - center) * (_sorted[i] - center);
        }

        return Math.Sqrt(sum / n);
    }

    /// <summary>Smallest step between two values that the history shows.</summary>
    private double Resolution(int n)
    {
        var least = double.PositiveInfinity;
        for (var i = 1; i < n; i++)
        {
            if (_sorted[i] - _sorted[i - 1] is var step && step > 1e-12 * Math.Abs(_sorted[i]) && step < least)
            {
                least = step;
            }
        }

        return double.IsFinite(least) ? least : 0;
    }

    private double Quantile(int n, double q)
    {
        var position = q * (n - 1);
        var below = (int)position;
        var above = Math.Min(n - 1, below + 1);
        return _sorted[below] + ((position - below) * (_sorted[above] - _sorted[below]));
    }
}
