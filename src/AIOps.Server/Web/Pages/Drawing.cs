using System.Globalization;
using System.Text;
using AIOps.Contracts.Incidents;

namespace AIOps.Server.Web.Pages;

/// <summary>Small charts as SVG, drawn on the server: no script is needed to read them.</summary>
internal static class Drawing
{
    private const double Width = 640;
    private const double Height = 150;
    private const double Left = 56;
    private const double Bottom = 18;

    /// <summary>A curve around its onset: before in a quiet stroke, after in a loud one.</summary>
    public static Html Sparkline(RankedSignal signal)
    {
        List<double> known = [.. signal.Curve.Where(value => value is { } v && double.IsFinite(v)).Select(value => value!.Value)];
        if (known.Count < 2)
        {
            return Html.Empty;
        }

        var (low, high) = Range(known);
        var step = 116.0 / Math.Max(1, signal.Curve.Count - 1);
        List<(double X, double Y)?> points = [.. signal.Curve.Select((value, i) => value is { } v && double.IsFinite(v) ? ((double, double)?)(2 + (i * step), 26 - ((v - low) / (high - low) * 22)) : null)];
        var onset = Math.Clamp(signal.CurveOnset, 0, points.Count - 1);
        return Html.Of($"""
            <svg class="spark" viewBox="0 0 120 30" role="img" aria-label="{signal.Signal}: {Words.Number(signal.Before)} before, {Words.Number(signal.After)} after the onset">
            <line class="onset" x1="{2 + (onset * step):F1}" x2="{2 + (onset * step):F1}" y1="1" y2="29"/>
            <path class="before" d="{Path(points, 0, onset + 1)}"/><path class="after" d="{Path(points, onset, points.Count)}"/></svg>
            """);
    }

    /// <summary>Samples with the expected band and the onset.</summary>
    public static Html Chart(ChartView chart, DateTimeOffset now)
    {
        if (chart.Times.Count < 2)
        {
            return Html.Of($"""<p class="quiet">No samples of {chart.Title} are left for this time.</p>""");
        }

        List<double> known = [.. chart.Values.Where(value => value is not null).Select(value => value!.Value), .. new[] { chart.Lower, chart.Upper }.Where(value => value is { } v && double.IsFinite(v)).Select(value => value!.Value)];
        if (known.Count == 0)
        {
            return Html.Of($"""<p class="quiet">{chart.Title} has no numbers in this time.</p>""");
        }

        var (low, high) = Range(known);
        double from = chart.Times[0], to = Math.Max(chart.Times[^1], chart.Times[0] + 1);
        List<(double X, double Y)?> points = [.. chart.Times.Zip(chart.Values, (at, value) => value is { } v ? ((double, double)?)(X(at), Y(v)) : null)];
        var band = chart.Lower is { } lower && chart.Upper is { } upper && double.IsFinite(lower) && double.IsFinite(upper)
            ? Html.Of($"""<rect class="band" x="{Left:F1}" width="{Width - Left:F1}" y="{Y(upper):F1}" height="{Math.Max(1, Y(lower) - Y(upper)):F1}"/>""")
            : Html.Empty;
        var onset = chart.OnsetAt.ToUnixTimeMilliseconds();
        var marker = onset >= from && onset <= to
            ? Html.Of($"""<line class="onset" x1="{X(onset):F1}" x2="{X(onset):F1}" y1="4" y2="{Height - Bottom:F1}"/><text class="mark" x="{Math.Min(X(onset) + 4, Width - 90):F1}" y="14">began {Words.Clock(chart.OnsetAt, now)}</text>""")
            : Html.Empty;
        return Html.Of($"""
            <figure><figcaption>{chart.Title}{(Words.Unit(chart.Unit) is { Length: > 0 } unit ? $" ({unit})" : "")} <span class="quiet">{chart.Entity}</span></figcaption>
            <svg class="chart" viewBox="0 0 {Width} {Height}" role="img" aria-label="{chart.Title} of {chart.Entity} from {Words.Number(known.Min())} to {Words.Number(known.Max())}; expected {Words.Number(chart.Lower)} to {Words.Number(chart.Upper)}">
            {band}{Grid(low, high)}{marker}<path class="after" d="{Path(points, 0, points.Count)}"/>
            <text class="axis" x="{Left}" y="{Height - 4}">{Words.Clock(DateTimeOffset.FromUnixTimeMilliseconds((long)from), now)}</text>
            <text class="axis end" x="{Width}" y="{Height - 4}">{Words.Clock(DateTimeOffset.FromUnixTimeMilliseconds((long)to), now)}</text></svg></figure>
            """);

        double X(double at) => Left + ((at - from) / (to - from) * (Width - Left));

        double Y(double value) => 6 + ((1 - ((Math.Clamp(value, low, high) - low) / (high - low))) * (Height - Bottom - 6));

        IEnumerable<Html> Grid(double least, double most) => new[] { least, (least + most) / 2, most }.Select(value =>
            Html.Of($"""<line class="grid" x1="{Left}" x2="{Width}" y1="{Y(value):F1}" y2="{Y(value):F1}"/><text class="axis end" x="{Left - 6}" y="{Y(value) + 4:F1}">{Words.Number(value)}</text>"""));
    }

    private static (double Low, double High) Range(List<double> values)
    {
        var (low, high) = (values.Min(), values.Max());
        var room = high > low ? (high - low) * 0.05 : Math.Max(Math.Abs(high) * 0.1, 1e-9);
        return (low - (low == 0 && high > 0 ? 0 : room), high + room);
    }

    private static string Path(List<(double X, double Y)?> points, int from, int to)
    {
        var text = new StringBuilder();
        var pen = false;
        for (var i = from; i < to; i++)
        {
            if (points[i] is { } point)
            {
                text.Append(CultureInfo.InvariantCulture, $"{(pen ? 'L' : 'M')}{point.X:F1} {point.Y:F1}");
            }

            // a gap stays a gap
            pen = points[i] is not null;
        }

        return text.ToString();
    }
}
