using AIOps.Contracts.Events;
using AIOps.Contracts.Storage;

namespace AIOps.Incidents.RootCause;

/// <summary>How a series changed after the onset, held against its own history.</summary>
internal sealed record SeriesChange
{
    public required SeriesWindow Window { get; init; }

    public required SignalClass Class { get; init; }

    /// <summary>Change in scales of its own history, damped by how far its own normal extremes go.</summary>
    public required double Score { get; init; }

    public required double Up { get; init; }

    public required double Down { get; init; }

    public required AnomalyDirection Direction { get; init; }

    public required double Before { get; init; }

    public required double After { get; init; }

    /// <summary>Unix milliseconds of its own onset; 0 when it did not change.</summary>
    public required long OnsetMs { get; init; }
}
