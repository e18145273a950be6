using AIOps.Contracts.Events;
using AIOps.Contracts.Telemetry;
using AIOps.Detection.Metrics;

namespace AIOps.Server.Detect;

/// <summary>A watched series: its detector and the anomaly that is open on it.</summary>
internal sealed class SeriesSlot(SeriesKey key, SeriesDetector detector)
{
    public SeriesKey Key { get; } = key;

    public SeriesDetector Detector { get; set; } = detector;

    public Anomaly? Open { get; set; }

    /// <summary>Our clock when the open anomaly was last told.</summary>
    public long ToldAtMs { get; set; }
}
