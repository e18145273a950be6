using AIOps.Contracts.Storage;
using AIOps.Server.Remote;

namespace AIOps.Server.Web.Api;

/// <summary>Samples of a series: times in Unix milliseconds, values beside them (null for what is no finite number), and how many there were before thinning.</summary>
internal sealed record WindowView(SeriesView Series, IReadOnlyList<long> Times, IReadOnlyList<double?> Values, int Samples)
{
    public static WindowView Of(ChartWindow chart, int points)
    {
        var view = Of(chart.Window, points);
        return view with { Series = view.Series with { Id = $"{chart.Id:x16}" } };
    }

    public static WindowView Of(SeriesWindow window, int points)
    {
        var (times, values) = Downsampling.MinMax(window.Times, window.Values, points);
        return new WindowView(SeriesView.Of(window.Series), times, [.. values.Select(value => double.IsFinite(value) ? value : (double?)null)], window.Times.Count);
    }
}
