using System.Globalization;
using System.Text;

namespace AIOps.Server.Metrics;

/// <summary>
/// Writes families in the Prometheus text format 0.0.4, or in OpenMetrics 1.0 when the scraper asks for it
/// (https://prometheus.io/docs/instrumenting/exposition_formats, https://github.com/OpenObservability/OpenMetrics).
/// </summary>
internal sealed class Exposition(bool openMetrics)
{
    private readonly StringBuilder _text = new(16 * 1024);

    public static string ContentType(bool openMetrics) =>
        openMetrics ? "application/openmetrics-text; version=1.0.0; charset=utf-8" : "text/plain; version=0.0.4; charset=utf-8";

    public void Head(string family, MetricKind kind, string unit, string help)
    {
        // before OpenMetrics a counter's family bore the suffix too
        var name = kind == MetricKind.Counter && !openMetrics ? family + "_total" : family;
        _text.Append("# HELP ").Append(name).Append(' ');
        Escape(help);
        _text.Append("\n# TYPE ").Append(name).Append(' ').Append(kind switch { MetricKind.Counter => "counter", MetricKind.Histogram => "histogram", _ => "gauge" }).Append('\n');
        if (unit.Length > 0 && family.EndsWith("_" + unit, StringComparison.Ordinal))
        {
            _text.Append("# UNIT ").Append(name).Append(' ').Append(unit).Append('\n');
        }
    }

    public void Sample(string family, MetricKind kind, string labels, double value) =>
        Line(kind == MetricKind.Counter ? family + "_total" : family, labels, value);

    /// <summary>A histogram's point; the buckets are not cumulated and one longer than the bounds.</summary>
    public void Histogram(string family, string labels, IReadOnlyList<double> bounds, IReadOnlyList<long> buckets, double sum)
    {
        var count = 0L;
        for (var i = 0; i < buckets.Count; i++)
        {
            count += buckets[i];
            var bound = i < bounds.Count ? Number(bounds[i]) : "+Inf";
            Line(family + "_bucket", $"{labels}{(labels.Length > 0 ? "," : "")}le=\"{bound}\"", count);
        }

        Line(family + "_sum", labels, sum);
        Line(family + "_count", labels, count);
    }

    /// <summary>A family with its points; one that was not measured yet shows its name and its help.</summary>
    public void Family(MetricFamily family)
    {
        Head(family.Name, family.Kind, family.Unit, family.Help);
        foreach (var point in family.Points)
        {
            var (value, buckets) = point.Read();
            if (family.Kind == MetricKind.Histogram)
            {
                Histogram(family.Name, point.Labels, family.Bounds!, buckets, value);
            }
            else
            {
                Sample(family.Name, family.Kind, point.Labels, value);
            }
        }
    }

    public string End()
    {
        if (openMetrics)
        {
            _text.Append("# EOF\n");
        }

        return _text.ToString();
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ when double.IsNaN(value) => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private void Line(string name, string labels, double value)
    {
        _text.Append(name);
        if (labels.Length > 0)
        {
            _text.Append('{').Append(labels).Append('}');
        }

        _text.Append(' ').Append(Number(value)).Append('\n');
    }

    private void Escape(string help)
    {
        foreach (var c in help)
        {
            _ = c switch
            {
                '\\' => _text.Append("\\\\"),
                '\n' => _text.Append("\\n"),
                '"' when openMetrics => _text.Append("\\\""),
                _ when char.IsControl(c) => _text.Append(' '),
                _ => _text.Append(c),
            };
        }
    }
}
