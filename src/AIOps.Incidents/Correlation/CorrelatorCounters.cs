namespace AIOps.Incidents.Correlation;

/// <summary>Counts since the start, for the metrics page.</summary>
public sealed class CorrelatorCounters
{
    /// <summary>Signals taken.</summary>
    public long Signals { get; set; }

    /// <summary>Comparisons of a signal with an incident.</summary>
    public long Comparisons { get; set; }

    /// <summary>Echoes of our own messages that were dropped.</summary>
    public long Echoes { get; set; }

    /// <summary>Signals that were only counted because an incident was full.</summary>
    public long SignalsOmitted { get; set; }

    /// <summary>Candidates cancelled because nothing confirmed them.</summary>
    public long Noise { get; set; }

    /// <summary>Candidates cancelled because there were too many incidents.</summary>
    public long Overflowed { get; set; }

    /// <summary>Pages that were wanted.</summary>
    public long Pages { get; set; }

    /// <summary>Pages that turned out to be false.</summary>
    public long FalsePages { get; set; }

    /// <summary>Pages that waited because the shift's budget of false pages was spent.</summary>
    public long PagesDelayed { get; set; }

    /// <summary>Signals whose onset was out of bounds and was moved to the bound.</summary>
    public long OnsetsMoved { get; set; }
}
