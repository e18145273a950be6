using AIOps.Contracts.Telemetry;

namespace AIOps.Incidents.RootCause;

/// <summary>
/// Reads a metric's class from its name and unit by the field's common words (OpenTelemetry, Prometheus exporters, cloud consoles).
/// The order matters: <c>container_cpu_usage_seconds_total</c> is processor time and no latency, <c>memory_failures</c> are page faults and no errors.
/// </summary>
internal sealed class SignalClassifier
{
    private static readonly (SignalClass Class, string[] Words)[] Rules =
    [
        (SignalClass.Cpu, ["cpu", "load1", "load5", "load_average", "throttl", "processor"]),
        (SignalClass.Memory, ["mem", "rss", "heap", "swap", "working_set", "gc_", "gc.", "oom"]),
        (SignalClass.Latency, ["latency", "duration", "response_time", "responsetime", "rtt", "_p50", "_p90", "_p95", "_p99", ".p50", ".p90", ".p95", ".p99", "lat_", "wait_seconds", "delay", "time_ms", "elapsed"]),
        (SignalClass.Success, ["success", "availab", "hit_ratio", "uptime", "ready", "health"]),
        (SignalClass.Errors, ["error", "fail", "fault", "exception", "5xx", "4xx", "timeout", "drop", "retrans", "unauthorized", "denied", "restart", "refused", "rejected"]),
        (SignalClass.Disk, ["disk", "_fs_", "filesystem", "inode", "iops", "storage", "diskio", "volume"]),
        (SignalClass.Network, ["net_", "network", "receive", "transmit", "_rx", "_tx", "packet", "bytes_in", "bytes_out", "socket", "tcp", "bandwidth"]),
        (SignalClass.Saturation, ["queue", "pool", "thread", "connection", "descriptor", "backlog", "inflight", "in_flight", "lag", "utiliz", "saturation"]),
        (SignalClass.Traffic, ["request", "workload", "throughput", "ops", "rps", "qps", "tps", "rate", "count", "calls", "hits", "traffic", "queries"]),
    ];

    private readonly Dictionary<string, SignalClass> _known = new(StringComparer.Ordinal);

    /// <summary>The class of a series; the answer for its metric's name is remembered.</summary>
    public SignalClass Of(SeriesKey series)
    {
        if (!_known.TryGetValue(series.Metric, out var known))
        {
            known = series.Metric.EndsWith(PacketRatio.Suffix, StringComparison.Ordinal) ? SignalClass.PacketRatio : Of(series.Metric);
            _known.Add(series.Metric, known);
        }

        return known == SignalClass.Other && series.Unit is ("s" or "ms" or "us") ? SignalClass.Latency : known;
    }

    public static SignalClass Of(string metric)
    {
        var name = metric.ToLowerInvariant();
        foreach (var (kind, words) in Rules)
        {
            foreach (var word in words)
            {
                if (name.Contains(word, StringComparison.Ordinal))
                {
                    return kind;
                }
            }
        }

        return SignalClass.Other;
    }
}
