using AIOps.Contracts.Telemetry;

namespace AIOps.Contracts.Storage;

/// <summary>Raw samples of the last hours in append-only segment files, one writer per shard.</summary>
public interface ITelemetryHistory
{
    /// <summary>Appends a batch to a shard; returns when it is on disk (group commit).</summary>
    Task AppendAsync(int shard, MetricBatch batch, CancellationToken cancellationToken);

    /// <summary>The series of a workload (all members), or of everything when null.</summary>
    IReadOnlyList<SeriesKey> FindSeries(string? workload);

    /// <summary>Samples of the given series with <c>from ≤ time &lt; to</c>; series without samples are left out.</summary>
    Task<IReadOnlyList<SeriesWindow>> ReadAsync(IReadOnlyCollection<SeriesKey> series, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>Everything a shard appended at or after a time, batch by batch in order: what a takeover replays.</summary>
    IAsyncEnumerable<MetricBatch> ReplayAsync(int shard, DateTimeOffset from, CancellationToken cancellationToken);
}
