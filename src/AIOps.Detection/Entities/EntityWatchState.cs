namespace AIOps.Detection.Entities;

/// <summary>What an <see cref="EntityWatch"/> knows, to be kept over a restart. Lists are by the number of the metric and empty while no anomaly is open; times in Unix milliseconds.</summary>
public sealed record EntityWatchState
{
    /// <summary>When the moment began that is not closed yet.</summary>
    public long MomentMs { get; init; }

    /// <summary>Latest evidence of each metric.</summary>
    public IReadOnlyList<double> Evidence { get; init; } = [];

    /// <summary>Until when that is fresh.</summary>
    public IReadOnlyList<long> UntilMs { get; init; } = [];

    /// <summary>What each contributed to the open anomaly.</summary>
    public IReadOnlyList<float> Contributions { get; init; } = [];

    /// <summary>What each contributed to the last moments.</summary>
    public IReadOnlyList<float> Recent { get; init; } = [];

    /// <summary>Whether an anomaly is open.</summary>
    public bool Open { get; init; }

    /// <summary>Its last moment above the bar.</summary>
    public long ExceedMs { get; init; }

    /// <summary>Since when it is quiet.</summary>
    public long QuietMs { get; init; }

    /// <summary>Its strongest evidence.</summary>
    public double Peak { get; init; }

    /// <summary>Moments in a row that were near the bar.</summary>
    public int Near { get; init; }

    /// <summary>Usual time between moments, milliseconds.</summary>
    public double IntervalMs { get; init; }

    /// <summary>The first moment.</summary>
    public long FirstMs { get; init; }

    /// <summary>The last moment.</summary>
    public long LastMs { get; init; }

    /// <summary>When the open anomaly began.</summary>
    public long OnsetMs { get; init; }

    /// <summary>When it was last strong.</summary>
    public long HeldMs { get; init; }

    /// <summary>Moments that were judged.</summary>
    public int Count { get; init; }
}
