using System.Diagnostics.Metrics;

namespace AIOps.Storage.History;

/// <summary>What the telemetry history tells about itself.</summary>
internal static class HistoryInstruments
{
    private static readonly Meter Meter = new("AIOps.Storage");
    private static readonly Counter<long> Samples = Meter.CreateCounter<long>("aiops.history.samples", "{sample}", "Samples that were confirmed by the telemetry history");
    private static readonly Counter<long> Syncs = Meter.CreateCounter<long>("aiops.history.syncs", "{sync}", "Group commits of the telemetry history; each confirms one or more batches");
    private static readonly Counter<long> NotFinite = Meter.CreateCounter<long>("aiops.history.not_finite", "{sample}", "Samples that were not kept because they are NaN or infinite");
    private static readonly Counter<long> OverSeries = Meter.CreateCounter<long>("aiops.history.over_series_limit", "{sample}", "Samples that were not kept because the history holds as many series as it may");
    private static readonly Counter<long> Failures = Meter.CreateCounter<long>("aiops.history.write_failures", "{failure}", "Group commits that failed, for example on a full disk");
    private static readonly Counter<long> Damages = Meter.CreateCounter<long>("aiops.history.damaged_files", "{file}", "Files with a torn or damaged end that was left out");
    private static readonly Counter<long> Removed = Meter.CreateCounter<long>("aiops.history.removed_files", "{file}", "Files that were removed by age or by the disk cap");
    private static readonly Counter<long> Evicted = Meter.CreateCounter<long>("aiops.history.evicted_chunks", "{chunk}", "Chunks of recent samples that left memory for its bound; they are read from disk");
    private static readonly Counter<long> MaintenanceFailures = Meter.CreateCounter<long>("aiops.history.maintenance_failures", "{failure}", "Compactions or removals of history files that failed and are tried again");

    /// <summary>Shows what a history uses beside its limits until the result is disposed.</summary>
    /// <param name="index">The series and their samples in memory.</param>
    /// <param name="disk">Bytes of the folder's files; null before they were counted.</param>
    /// <param name="options">The limits.</param>
    public static IDisposable Watch(SeriesIndex index, Func<long?> disk, HistoryOptions options)
    {
        var meter = new Meter("AIOps.Storage");
        meter.CreateObservableGauge("aiops.history.memory", () => index.Bytes, "By", "Memory that recent samples take.");
        meter.CreateObservableGauge("aiops.history.memory_limit", () => options.MaxMemoryBytes, "By", "Memory that recent samples may take (History:MaxMemoryBytes); what does not fit is read from disk.");
        meter.CreateObservableGauge("aiops.history.disk", () => disk() is { } bytes ? [new Measurement<long>(bytes)] : Array.Empty<Measurement<long>>(), "By", "Bytes of the history's files, those of other processes too, when they were last maintained.");
        meter.CreateObservableGauge("aiops.history.disk_limit", () => options.MaxBytes, "By", "Bytes that the history's files may take (History:MaxBytes); the oldest go.");
        meter.CreateObservableGauge("aiops.history.series", () => index.Count, "{series}", "Series that the history knows.");
        meter.CreateObservableGauge("aiops.history.series_limit", () => options.MaxSeries, "{series}", "Series that the history may know (History:MaxSeries); samples of further ones are not kept.");
        return meter;
    }

    public static void OnAppended(int samples) => Samples.Add(samples);

    public static void OnSynced() => Syncs.Add(1);

    public static void OnNotFinite(int samples) => NotFinite.Add(samples);

    public static void OnOverSeriesLimit(int samples) => OverSeries.Add(samples);

    public static void OnWriteFailed() => Failures.Add(1);

    public static void OnDamage() => Damages.Add(1);

    public static void OnRemoved(string reason) => Removed.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public static void OnEvicted() => Evicted.Add(1);

    public static void OnMaintenanceFailed() => MaintenanceFailures.Add(1);
}
