using System.Runtime.InteropServices;

namespace AIOps.Detection.Forecasting;

/// <summary>What is to be expected of one series against its limit.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Forecast
{
    /// <summary>Probability that the limit is crossed within 15 minutes, 0 to 1.</summary>
    public double QuarterHour { get; init; }

    /// <summary>Within one hour.</summary>
    public double Hour { get; init; }

    /// <summary>Within four hours.</summary>
    public double FourHours { get; init; }

    /// <summary>Within 24 hours.</summary>
    public double Day { get; init; }

    /// <summary>When a lasting trend reaches the limit, or null when there is no such trend.</summary>
    public Breach? Breach { get; init; }

    /// <summary>True while the value is beyond the limit already.</summary>
    public bool Beyond { get; init; }

    /// <summary>The probability for a horizon.</summary>
    /// <param name="horizon">How far ahead.</param>
    public double Within(Horizon horizon) => horizon switch
    {
        Horizon.QuarterHour => QuarterHour,
        Horizon.Hour => Hour,
        Horizon.FourHours => FourHours,
        _ => Day,
    };

    /// <summary>The decision: a crossing within the horizon is more likely than not, or the trend reaches the limit inside it even at the slow end of its interval.</summary>
    /// <param name="horizon">How far ahead.</param>
    public bool Alert(Horizon horizon) =>
        !Beyond && (Within(horizon) >= 0.5 || (Breach is { } breach && breach.Latest <= Forecaster.Length(horizon)));
}
