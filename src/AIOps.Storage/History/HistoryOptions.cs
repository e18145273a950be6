using AIOps.Contracts.Configuration;

namespace AIOps.Storage.History;

/// <summary>How much the telemetry history keeps. The disk cap comes first, times second.</summary>
public sealed class HistoryOptions : ICheckedOptions
{
    /// <summary>Folder of the segments; the server sets it to <c>history</c> in the data folder.</summary>
    public string Folder { get; set; } = "";

    /// <summary>Most bytes of all files together; the oldest go first.</summary>
    public long MaxBytes { get; set; } = 8L << 30;

    /// <summary>How long raw samples are kept.</summary>
    public TimeSpan KeepRaw { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long 1-minute rollups are kept.</summary>
    public TimeSpan KeepRollups { get; set; } = TimeSpan.FromDays(15);

    /// <summary>How long a segment takes appends.</summary>
    public TimeSpan SegmentSpan { get; set; } = TimeSpan.FromHours(2);

    /// <summary>How often closed segments are compacted and old ones removed; zero when somebody else does it.</summary>
    public TimeSpan MaintainEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Most bytes of recent samples in memory; what does not fit is read from disk.</summary>
    public long MaxMemoryBytes { get; set; } = 96L << 20;

    /// <summary>Most series; samples of further ones are not kept, and counted.</summary>
    public int MaxSeries { get; set; } = 200_000;

    /// <inheritdoc/>
    public IEnumerable<ConfigurationMistake> Check(string section)
    {
        if (Folder.Length == 0)
        {
            yield return new(section + ":Folder", "", "no folder", "name a folder that the service may write");
        }

        if (MaxBytes < 64L << 20)
        {
            yield return new(section + ":MaxBytes", MaxBytes.ToString(), "too small for the open segments", "write at least 67108864");
        }

        if (MaxMemoryBytes < 4L << 20)
        {
            yield return new(section + ":MaxMemoryBytes", MaxMemoryBytes.ToString(), "too small", "write at least 4194304");
        }

        if (MaxSeries < 1)
        {
            yield return new(section + ":MaxSeries", MaxSeries.ToString(), "out of range", "write at least 1");
        }

        if (SegmentSpan < TimeSpan.FromMinutes(1) || SegmentSpan > TimeSpan.FromDays(1))
        {
            yield return new(section + ":SegmentSpan", SegmentSpan.ToString(), "out of range", "write a time between 00:01:00 and 1.00:00:00");
        }

        if (KeepRaw < SegmentSpan)
        {
            yield return new(section + ":KeepRaw", KeepRaw.ToString(), "shorter than a segment", "write at least the value of SegmentSpan");
        }

        if (MaintainEvery < TimeSpan.Zero || MaintainEvery > TimeSpan.FromHours(1))
        {
            yield return new(section + ":MaintainEvery", MaintainEvery.ToString(), "out of range", "write 00:00:00 for never, or a time up to 01:00:00");
        }

        if (KeepRollups < TimeSpan.Zero)
        {
            yield return new(section + ":KeepRollups", KeepRollups.ToString(), "negative", "write 00:00:00 for none, or a time");
        }
    }
}
