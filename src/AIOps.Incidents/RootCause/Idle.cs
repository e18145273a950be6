using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;

namespace AIOps.Incidents.RootCause;

/// <summary>Without requests there is no latency and no success rate: what exporters write then (often 0) is no value.</summary>
internal static class Idle
{
    public static IEnumerable<SeriesWindow> Mask(IReadOnlyList<SeriesWindow> series, SignalClassifier classifier)
    {
        var traffic = new Dictionary<EntityId, SeriesWindow>();
        var classes = new SignalClass[series.Count];
        for (var i = 0; i < series.Count; i++)
        {
            classes[i] = classifier.Of(series[i].Series);
            if (classes[i] == SignalClass.Traffic && series[i].Series.Labels.Count == 0)
            {
                traffic.TryAdd(series[i].Series.Entity, series[i]);
            }
        }

        for (var i = 0; i < series.Count; i++)
        {
            var window = series[i];
            if (classes[i] is SignalClass.Latency or SignalClass.Success && window.Series.Labels.Count == 0
                && traffic.TryGetValue(window.Series.Entity, out var requests) && requests.Times.Count == window.Times.Count && requests.Values.Any(value => value > 0))
            {
                var values = new double[window.Values.Count];
                for (var j = 0; j < values.Length; j++)
                {
                    values[j] = requests.Times[j] != window.Times[j] || requests.Values[j] > 0 ? window.Values[j] : double.NaN;
                }

                window = window with { Values = values };
            }

            yield return window;
        }
    }
}
