using System.Runtime.InteropServices;

namespace AIOps.Detection.Forecasting;

/// <summary>What a watch says about one sample.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LimitReading
{
    /// <summary>False when the sample was only kept for the next step, and nothing else is set.</summary>
    public bool Stepped { get; init; }

    /// <summary>The forecast; in the direction of the limit, so that beyond is up for an upper and down for a lower limit.</summary>
    public Forecast Forecast { get; init; }

    /// <summary>What became of the warning.</summary>
    public LimitTransition Transition { get; init; }

    /// <summary>With <see cref="LimitTransition.Crossed"/> and <see cref="LimitTransition.Withdrawn"/>: how the warning is judged.</summary>
    public ForecastOutcome Outcome { get; init; }

    /// <summary>With <see cref="LimitTransition.Crossed"/>: time from the warning to the crossing.</summary>
    public TimeSpan Lead { get; init; }

    /// <summary>Forecasts that came due with this sample; null when none did.</summary>
    public IReadOnlyList<JudgedForecast>? Judged { get; init; }
}
