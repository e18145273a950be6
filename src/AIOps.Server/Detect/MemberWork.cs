using AIOps.Contracts.Events;
using AIOps.Detection.Members;

namespace AIOps.Server.Detect;

/// <summary>What one member does by one metric, over all label sets of its counters.</summary>
internal sealed class MemberWork(SeriesSlot first, WorkPulse pulse)
{
    public WorkPulse Pulse { get; } = pulse;

    /// <summary>Its counters.</summary>
    public List<SeriesSlot> Series { get; } = [first];

    /// <summary>The anomaly that tells that it stands still.</summary>
    public Anomaly? Open { get; set; }
}
