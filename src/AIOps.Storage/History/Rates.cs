using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;

namespace AIOps.Storage.History;

/// <summary>Turns counters and increments into rates per second and adds the rates of several series.</summary>
internal static class Rates
{
    /// <summary>
    /// Rate over the interval that ends at each sample but the first. A counter that fell was reset and counts from 0 again,
    /// as Prometheus' <c>rate</c> takes it.
    /// </summary>
    public static List<KeyValuePair<long, double>> Of(SeriesWindow window)
    {
        var rates = new List<KeyValuePair<long, double>>(window.Times.Count);
        for (var i = 1; i < window.Times.Count; i++)
        {
            var seconds = (window.Times[i] - window.Times[i - 1]) / 1000.0;
            var (before, value) = (window.Values[i - 1], window.Values[i]);
            var increase = window.Series.Kind == SeriesKind.Delta || value < before ? value : value - before;
            rates.Add(KeyValuePair.Create(window.Times[i], increase / seconds));
        }

        return rates;
    }

    /// <summary>
    /// The sum of several rates at even steps, the most common interval apart. At a step each series counts with the rate of the interval
    /// around it; one that ended less than two steps ago counts with its last, so that members that report a moment later make no dip.
    /// </summary>
    public static List<KeyValuePair<long, double>> Sum(IReadOnlyList<List<KeyValuePair<long, double>>> series)
    {
        var step = Step(series);
        var from = series.Min(rates => rates[0].Key);
        var to = series.Max(rates => rates[^1].Key);
        var at = new int[series.Count];
        var sums = new List<KeyValuePair<long, double>>();
        for (var time = from; time <= to; time += step)
        {
            double sum = 0;
            var any = false;
            for (var i = 0; i < at.Length; i++)
            {
                var rates = series[i];
                while (at[i] < rates.Count && rates[at[i]].Key < time)
                {
                    at[i]++;
                }

                var current = at[i] < rates.Count ? rates[at[i]] : rates[^1];
                if (Math.Abs(current.Key - time) < 2 * step)
                {
                    sum += current.Value;
                    any = true;
                }
            }

            if (any)
            {
                sums.Add(KeyValuePair.Create(time, sum));
            }
        }

        return sums;
    }

    private static long Step(IReadOnlyList<List<KeyValuePair<long, double>>> series)
    {
        var longest = series.MaxBy(rates => rates.Count)!;
        var intervals = longest.Skip(1).Zip(longest, (next, before) => next.Key - before.Key).Order().ToList();
        return intervals.Count == 0 ? 1000 : Math.Max(1000, intervals[intervals.Count / 2]);
    }
}
