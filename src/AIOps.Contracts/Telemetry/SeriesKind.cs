namespace AIOps.Contracts.Telemetry;

/// <summary>How the values of a series are to be read.</summary>
public enum SeriesKind : byte
{
    /// <summary>A value that goes up and down and is taken as it is.</summary>
    Gauge = 0,

    /// <summary>A monotonic cumulative counter: its rate per second is what is judged, and a fall is a reset.</summary>
    Counter = 1,

    /// <summary>Increments since the sample before (delta temporality); divided by the elapsed time they are a rate.</summary>
    Delta = 2,

    /// <summary>A ratio between 0 and 1, such as an error share or a utilisation.</summary>
    Ratio = 3,
}
