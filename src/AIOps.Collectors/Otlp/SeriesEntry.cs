using AIOps.Contracts.Telemetry;

namespace AIOps.Collectors.Otlp;

/// <summary>A data stream that has been seen: the series that it becomes, and what the next point is compared with.</summary>
internal sealed class SeriesEntry(byte[] encoded, SourceBudget budget, SeriesKey[] series)
{
    public byte[] Encoded => encoded;

    public SourceBudget Budget => budget;

    /// <summary>One for a number; count, mean, p50, p95, p99 for a distribution.</summary>
    public SeriesKey[] Series => series;

    /// <summary>A <see cref="RunningSum"/> or <see cref="DistributionState"/>; guarded by a lock on the entry.</summary>
    public object? State { get; set; }
}
