using AIOps.Contracts.Events;

namespace AIOps.Server.Detect;

/// <summary>When a workload was heard of, to find out that it went silent altogether.</summary>
internal sealed class WorkloadSlot
{
    /// <summary>Our clock at its first sample.</summary>
    public long FirstHeardMs { get; init; }

    /// <summary>Our clock at its last sample.</summary>
    public long LastHeardMs { get; set; }

    /// <summary>Longest gap between two arrivals, decaying.</summary>
    public double UsualGapMs { get; set; }

    /// <summary>Our clock when an anomaly of a metric last opened on it.</summary>
    public long LastOpeningMs { get; set; }

    /// <summary>True while its last burst of openings counts towards the ceiling: no incident came of it yet.</summary>
    public bool CountsAsFalse { get; set; }

    /// <summary>The anomaly that tells its silence.</summary>
    public Anomaly? Silent { get; set; }
}
