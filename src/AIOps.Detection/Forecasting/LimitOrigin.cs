namespace AIOps.Detection.Forecasting;

/// <summary>Where a limit comes from.</summary>
public enum LimitOrigin : byte
{
    /// <summary>Somebody wrote it down, or the telemetry itself names it.</summary>
    Given = 0,

    /// <summary>It lies in the measure, such as a full disk.</summary>
    Natural = 1,

    /// <summary>What the series hardly ever exceeded so far: forecast and judged, but never warned of.</summary>
    Learnt = 2,
}
