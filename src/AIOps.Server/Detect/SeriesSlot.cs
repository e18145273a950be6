using AIOps.Contracts.Events;
using AIOps.Contracts.Telemetry;
using AIOps.Detection.Forecasting;
using AIOps.Detection.Metrics;

namespace AIOps.Server.Detect;

/// <summary>A watched series: its detector and the anomaly that is open on it.</summary>
internal sealed class SeriesSlot(SeriesKey key, SeriesDetector detector)
{
    public SeriesKey Key { get; } = key;

    public SeriesDetector Detector { get; set; } = detector;

    public Anomaly? Open { get; set; }

    /// <summary>Watches the series against its limit; null where it has none.</summary>
    public LimitWatch? Watch { get; set; }

    /// <summary>Learns a limit from the series' history, until it is known.</summary>
    public LimitLearning? Learning { get; set; }

    /// <summary>The series that names this one's limit; null where none does, or it is known.</summary>
    public ulong? LimitSeries { get; set; }

    /// <summary>The warning that is open on it.</summary>
    public Anomaly? Warning { get; set; }

    /// <summary>The crossing of a limit that was warned of.</summary>
    public Anomaly? Crossing { get; set; }

    /// <summary>The entity with which it is judged together; null where it is judged alone.</summary>
    public EntitySlot? Entity { get; set; }

    /// <summary>Its number in the entity.</summary>
    public int Number { get; set; }

    /// <summary>What its member does by this metric; null where it counts no work of a member.</summary>
    public MemberWork? Work { get; set; }

    /// <summary>Our clock when the open anomaly was last told.</summary>
    public long ToldAtMs { get; set; }
}
