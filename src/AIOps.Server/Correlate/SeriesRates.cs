using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;

namespace AIOps.Server.Correlate;

/// <summary>Makes rates of counters and increments; a counter that fell was reset and gives no rate there.</summary>
internal static class SeriesRates
{
    public static SeriesWindow ToRates(SeriesWindow window)
    {
        if (window.Series.Kind is SeriesKind.Gauge or SeriesKind.Ratio || window.Times.Count < 2)
        {
            return window;
        }

        var times = new List<long>(window.Times.Count);
        var rates = new List<double>(window.Times.Count);
        for (var i = 1; i < window.Times.Count; i++)
        {
            var seconds = (window.Times[i] - window.Times[i - 1]) / 1000.0;
            var gained = window.Series.Kind == SeriesKind.Counter ? window.Values[i] - window.Values[i - 1] : window.Values[i];
            if (seconds > 0 && gained >= 0)
            {
                times.Add(window.Times[i]);
                rates.Add(gained / seconds);
            }
        }

        return new SeriesWindow(window.Series, times, rates);
    }
}
