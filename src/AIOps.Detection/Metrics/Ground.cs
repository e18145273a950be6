namespace AIOps.Detection.Metrics;

/// <summary>What an anomaly was opened, or told to be worse, by.</summary>
public enum Ground : byte
{
    /// <summary>By nothing: no alert.</summary>
    None = 0,

    /// <summary>Evidence reached the bar, by itself or because several samples in a row stood out.</summary>
    Evidence = 1,

    /// <summary>The score says plainly that the series has not shown such a thing in weeks.</summary>
    News = 2,

    /// <summary>A series of less than a day has left the whole range that it had shown, and stays away.</summary>
    Range = 3,
}
