using AIOps.Contracts.Telemetry;

namespace AIOps.Detection.Forecasting;

/// <summary>
/// Limits that lie in the measure. What fills up (disk, memory, inodes, pools, file descriptors, quotas) is full at its whole; what is spent (processor, network,
/// time) may run at its whole for hours and has none. Only words of metric conventions are looked at, never a product's name.
/// </summary>
public static class NaturalLimit
{
    // a share of exactly one is hardly ever measured: what is left at 98 % is reserved, or gone before the next sample
    private const double Full = 0.98;
    private static readonly string[] Stock = ["disk", "filesystem", "fs", "volume", "storage", "inode", "inodes", "memory", "mem", "heap", "paging", "swap", "pool", "connection", "connections", "quota", "fd", "fds", "descriptor", "descriptors", "handle", "handles", "tablespace", "partition", "pvc", "queue", "buffer", "space", "capacity"];
    private static readonly string[] Share = ["utilization", "utilisation", "percent", "pct", "ratio", "usage"];
    private static readonly char[] Separators = ['.', '_', '-', '/', ':'];
    private static readonly Dictionary<string, string> Companions = new(StringComparer.Ordinal)
    {
        ["process_open_fds"] = "process_max_fds",
        ["container_memory_working_set_bytes"] = "container_spec_memory_limit_bytes",
        ["container_fs_usage_bytes"] = "container_fs_limit_bytes",
        ["kubelet_volume_stats_used_bytes"] = "kubelet_volume_stats_capacity_bytes",
        ["kubelet_volume_stats_inodes_used"] = "kubelet_volume_stats_inodes",
        ["pg_stat_activity_count"] = "pg_settings_max_connections",
        ["mysql_global_status_threads_connected"] = "mysql_global_variables_max_connections",
        ["redis_memory_used_bytes"] = "redis_memory_max_bytes",
        ["jvm.memory.used"] = "jvm.memory.limit",
        ["jvm_memory_used_bytes"] = "jvm_memory_max_bytes",
        ["db.client.connection.count"] = "db.client.connection.max",
        ["k8s.volume.used"] = "k8s.volume.capacity",
    };

    /// <summary>The natural limit of a series, or null when it has none.</summary>
    /// <param name="series">The series.</param>
    public static SeriesLimit? Of(SeriesKey series)
    {
        ArgumentNullException.ThrowIfNull(series);
        if (series.Kind is not (SeriesKind.Gauge or SeriesKind.Ratio))
        {
            return null;
        }

        var words = series.Metric.ToLowerInvariant().Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        if (!words.Any(word => Array.IndexOf(Stock, word) >= 0) || !words.Any(word => Array.IndexOf(Share, word) >= 0))
        {
            return null;
        }

        // "free" and "available" shares fill nothing
        if (words.Any(word => word is "free" or "available" or "avail" or "hit" or "miss" or "cpu"))
        {
            return null;
        }

        double? whole = series.Kind == SeriesKind.Ratio ? 1
            : series.Unit == "%" || words[^1] is "percent" or "pct" ? 100
            : series.Unit == "1" && words[^1] is "utilization" or "utilisation" or "ratio" ? 1
            : null;
        return whole is { } full ? new SeriesLimit(Full * full, Lower: false, LimitOrigin.Natural) : null;
    }

    /// <summary>The series that names the limit of another, by the conventions of common exporters; null when there is none.</summary>
    /// <param name="series">The series that has a limit.</param>
    public static SeriesKey? NamedBy(SeriesKey series)
    {
        ArgumentNullException.ThrowIfNull(series);
        return Companions.TryGetValue(series.Metric, out var metric) ? new SeriesKey(series.Entity, metric, series.Labels, series.Unit, series.Kind) : null;
    }
}
