using AIOps.Contracts.Telemetry;

namespace AIOps.Collectors.Otlp;

/// <summary>
/// Reads an <c>ExportMetricsServiceRequest</c> into batches (opentelemetry-proto 1.x, metrics/v1). Gauges and non-monotonic sums become gauges, monotonic sums counters or increments,
/// distributions the five series count, mean, p50, p95 and p99. Thread safe; one reader is made per request.
/// </summary>
internal sealed class MetricsDecoder(SeriesCache cache, OtlpOptions options, CollectorInstruments instruments)
{
    /// <summary>Reads a request.</summary>
    /// <exception cref="InvalidDataException">It is no such message; nothing of it is taken.</exception>
    public Decoded<MetricBatch> Decode(ReadOnlySpan<byte> request, TimeWindow window)
    {
        cache.Age(window.NowMs);
        var reader = new MetricsReader(cache, options, window, new Refused(Collector.Otlp, instruments));
        return reader.Read(request);
    }
}
