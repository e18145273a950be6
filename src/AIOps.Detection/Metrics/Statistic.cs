namespace AIOps.Detection.Metrics;

/// <summary>Which statistic spoke.</summary>
public enum Statistic : byte
{
    /// <summary>None did.</summary>
    None = 0,

    /// <summary>One sample far from what the last minutes lead to expect.</summary>
    Spike = 1,

    /// <summary>The level moved away from the hour or the day before.</summary>
    Shift = 2,

    /// <summary>The spread grew.</summary>
    Volatility = 3,

    /// <summary>A value that used to move is stuck.</summary>
    Flat = 4,

    /// <summary>A slow, steady departure such as a leak.</summary>
    Drift = 5,

    /// <summary>The recent path resembles none of the series' own past.</summary>
    Shape = 6,

    /// <summary>A series that never changed has changed.</summary>
    Novelty = 7,
}
