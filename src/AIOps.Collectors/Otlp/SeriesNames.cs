using AIOps.Collectors.Identity;
using AIOps.Contracts.Telemetry;

namespace AIOps.Collectors.Otlp;

/// <summary>The series that a data stream becomes.</summary>
internal static class SeriesNames
{
    public static SeriesKey[] Make(EntityId resource, string metric, List<KeyValuePair<string, string>> labels, string unit, MetricShape shape)
    {
        var entity = SubjectRules.Find(metric, labels, resource);
        return shape switch
        {
            MetricShape.Counter => [new SeriesKey(entity, metric, labels, unit, SeriesKind.Counter)],
            MetricShape.Delta => [new SeriesKey(entity, metric, labels, unit, SeriesKind.Delta)],
            MetricShape.Gauge or MetricShape.RunningSum => [new SeriesKey(entity, metric, labels, unit, IsRatio(metric, unit) ? SeriesKind.Ratio : SeriesKind.Gauge)],
            _ =>
            [
                new SeriesKey(entity, metric + ".count", labels, "1", SeriesKind.Delta),
                new SeriesKey(entity, metric + ".mean", labels, unit, SeriesKind.Gauge),
                new SeriesKey(entity, metric + ".p50", labels, unit, SeriesKind.Gauge),
                new SeriesKey(entity, metric + ".p95", labels, unit, SeriesKind.Gauge),
                new SeriesKey(entity, metric + ".p99", labels, unit, SeriesKind.Gauge),
            ],
        };
    }

    // The semantic conventions call a share of a whole "utilization", Prometheus' naming "ratio".
    private static bool IsRatio(string metric, string unit) =>
        unit == "1" && (metric.EndsWith(".utilization", StringComparison.Ordinal) || metric.EndsWith("ratio", StringComparison.Ordinal));
}
