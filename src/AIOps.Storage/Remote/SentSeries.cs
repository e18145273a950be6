using AIOps.Contracts.Telemetry;

namespace AIOps.Storage.Remote;

/// <summary>What the sender remembers of a series.</summary>
internal sealed class SentSeries(SeriesKey key, bool wanted)
{
    /// <summary>Whether the filter lets it pass.</summary>
    public bool Wanted => wanted;

    /// <summary>Its labels as a remote write request has them.</summary>
    public byte[] Labels { get; } = wanted ? WriteRequest.EncodeLabels(SeriesLabels.Of(key)) : [];

    /// <summary>Time of the newest sample that was accepted, Unix milliseconds.</summary>
    public long LastMs { get; set; } = long.MinValue;

    /// <summary>Its last sample was refused: until one is accepted it travels apart from the others, which it would take with it.</summary>
    public bool Doubtful { get; set; }
}
