using AIOps.Contracts.Configuration;

namespace AIOps.Server.Detect;

/// <summary>Section <c>Detection</c>. Times that are set here overrule those of the profiles; a demo compresses them.</summary>
internal sealed class DetectionOptions : ICheckedOptions
{
    /// <summary>How long a new series learns before it may alert; null leaves it to the profile.</summary>
    public TimeSpan? Learning { get; set; }

    /// <summary>How long a series must be quiet before its anomaly closes; null leaves it to the profile.</summary>
    public TimeSpan? CloseAfter { get; set; }

    /// <summary>Silence after which a series is stale; null leaves it to the profile.</summary>
    public TimeSpan? StaleAfter { get; set; }

    /// <summary>Ceiling of false alerts per series and day; null leaves it to the profile.</summary>
    public double? Budget { get; set; }

    /// <summary>Series that a shard holds at most; further ones are stored but not judged, and counted.</summary>
    public int MaxSeriesPerShard { get; set; } = 200_000;

    /// <summary>A series without samples for this long is forgotten.</summary>
    public TimeSpan ForgetAfter { get; set; } = TimeSpan.FromDays(2);

    /// <summary>Least time between two checkpoints of a shard.</summary>
    public TimeSpan CheckpointEvery { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Folder with the user's own profiles, read after the shipped ones; empty for none.</summary>
    public string Models { get; set; } = "";

    /// <summary>How far ahead a warning looks: it is given when a trend reaches the limit within this time even at the slow end of its interval.</summary>
    public TimeSpan WarnAhead { get; set; } = TimeSpan.FromHours(4);

    /// <summary>Series that a shard watches against a limit at most (3 KB and a microsecond a minute each); half of them may have a limit that was learnt.</summary>
    public int MaxForecastsPerShard { get; set; } = 5_000;

    /// <summary>What is made of the joint evidence of an entity's metrics.</summary>
    public EntityUse Entities { get; set; } = EntityUse.Evidence;

    /// <summary>Entities of a shard whose metrics are judged together at most (2.5 KB each).</summary>
    public int MaxEntitiesPerShard { get; set; } = 20_000;

    /// <summary>Limits of series by workload and metric; the first that fits goes before the profile's.</summary>
    public IList<LimitOption> Limits { get; set; } = [];

    public IEnumerable<ConfigurationMistake> Check(string section)
    {
        foreach (var (key, span) in new[] { (nameof(Learning), Learning), (nameof(CloseAfter), CloseAfter), (nameof(StaleAfter), StaleAfter), (nameof(ForgetAfter), ForgetAfter), (nameof(CheckpointEvery), CheckpointEvery) })
        {
            if (span <= TimeSpan.Zero)
            {
                yield return new($"{section}:{key}", $"{span}", "is not positive", "write a time such as 01:00:00");
            }
        }

        if (WarnAhead < TimeSpan.FromMinutes(15) || WarnAhead > TimeSpan.FromDays(7))
        {
            yield return new($"{section}:{nameof(WarnAhead)}", $"{WarnAhead}", "is out of range", "write a time from 00:15:00 to 7.00:00:00");
        }

        if (MaxForecastsPerShard is < 0 or > 1_000_000)
        {
            yield return new($"{section}:{nameof(MaxForecastsPerShard)}", $"{MaxForecastsPerShard}", "is out of range", "write 0 to 1000000");
        }

        if (MaxEntitiesPerShard is < 0 or > 1_000_000)
        {
            yield return new($"{section}:{nameof(MaxEntitiesPerShard)}", $"{MaxEntitiesPerShard}", "is out of range", "write 0 to 1000000");
        }

        for (var at = 0; at < Limits.Count; at++)
        {
            foreach (var mistake in Limits[at].Check($"{section}:{nameof(Limits)}:{at}"))
            {
                yield return mistake;
            }
        }

        if (Budget is <= 0 or > 1000)
        {
            yield return new($"{section}:{nameof(Budget)}", $"{Budget}", "is out of range", "write alerts per series and day, such as 0.1");
        }

        if (MaxSeriesPerShard is < 1 or > 10_000_000)
        {
            yield return new($"{section}:{nameof(MaxSeriesPerShard)}", $"{MaxSeriesPerShard}", "is out of range", "write 1 to 10000000");
        }
    }
}
