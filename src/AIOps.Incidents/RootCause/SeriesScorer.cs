using AIOps.Contracts.Events;
using AIOps.Contracts.Storage;

namespace AIOps.Incidents.RootCause;

/// <summary>
/// Robust change after the onset: the strongest run of samples after it, in scales of the history before it (the design of BARO and NSigma, with median and
/// inter-quartile range), divided by how far the series' own normal runs go.
/// </summary>
internal sealed class SeriesScorer(RootCauseOptions options)
{
    private double[] _normal = [];
    private double[] _sorted = [];

    public SeriesChange? Score(SeriesWindow window, long normalUntilMs, long onsetMs)
    {
        var times = window.Times;
        var values = window.Values;
        var count = Math.Min(times.Count, values.Count);
        var from = onsetMs - (long)options.LookBack.TotalMilliseconds;
        var to = onsetMs + (long)options.LookAhead.TotalMilliseconds;
        if (_normal.Length < count)
        {
            _normal = new double[count];
            _sorted = new double[count];
        }

        var n = 0;
        var firstAfter = count;
        for (var i = 0; i < count; i++)
        {
            if (times[i] >= Math.Min(normalUntilMs, onsetMs))
            {
                firstAfter = i;
                break;
            }

            if (double.IsFinite(values[i]))
            {
                _normal[n++] = values[i];
            }
        }

        if (n < 3 || firstAfter == count)
        {
            return null;
        }

        Array.Copy(_normal, _sorted, n);
        Array.Sort(_sorted, 0, n);
        var median = Quantile(n, .5);
        var spread = (Quantile(n, .75) - Quantile(n, .25)) / 1.349;
        var scale = Math.Max(Math.Max(spread, .1 * Deviation(n, median)), Math.Max(.02 * Math.Abs(median), 1e-9));
        var run = Math.Clamp((count - firstAfter) / 2, 1, 3);
        var (up, upAt) = Strongest(values, times, firstAfter, count, to, run, median, +1);
        var (down, downAt) = Strongest(values, times, firstAfter, count, to, run, median, -1);
        if (upAt < 0 && downAt < 0)
        {
            return null;
        }

        var usual = Math.Max(1, Usual(n, run, median) / scale);
        var rising = up >= down;
        var extreme = Math.Max(up, down) / scale;
        var at = rising ? upAt : downAt;
        _ = from;
        return new SeriesChange
        {
            Window = window,
            Class = SignalClassifier.Of(window.Series),
            Score = extreme / usual,
            Direction = extreme <= 0 ? AnomalyDirection.None : rising ? AnomalyDirection.Up : AnomalyDirection.Down,
            Before = median,
            After = values[at],
            OnsetMs = times[at],
        };
    }

    /// <summary>The largest least excursion over a run of samples, so that one lone sample counts for little.</summary>
    private static (double Excursion, int At) Strongest(IReadOnlyList<double> values, IReadOnlyList<long> times, int first, int count, long to, int run, double median, int sign)
    {
        var best = double.NegativeInfinity;
        var at = -1;
        for (var i = first; i + run <= count && times[i] <= to; i++)
        {
            var sum = 0.0;
            for (var j = i; j < i + run; j++)
            {
                sum += double.IsFinite(values[j]) ? sign * (values[j] - median) : 0;
            }

            if (sum / run > best)
            {
                best = sum / run;
                at = i;
            }
        }

        return (Math.Max(0, best), at);
    }

    private double Usual(int n, int run, double median)
    {
        var largest = 0.0;
        for (var i = 0; i + run <= n; i++)
        {
            var sum = 0.0;
            for (var j = i; j < i + run; j++)
            {
                sum += _normal[j] - median;
            }

            largest = Math.Max(largest, Math.Abs(sum) / run);
        }

        return largest;
    }

    private double Deviation(int n, double center)
    {
        var sum = 0.0;
        for (var i = 0; i < n; i++)
        {
            sum += (_normal[i] - center) * (_normal[i] - center);
        }

        return Math.Sqrt(sum / n);
    }

    private double Quantile(int n, double q)
    {
        var position = q * (n - 1);
        var below = (int)position;
        var above = Math.Min(n - 1, below + 1);
        return _sorted[below] + ((position - below) * (_sorted[above] - _sorted[below]));
    }
}
