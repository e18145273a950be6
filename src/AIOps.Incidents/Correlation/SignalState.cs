namespace AIOps.Incidents.Correlation;

/// <summary>What the correlator remembers of a linked signal beyond the anomaly itself.</summary>
public sealed record SignalState
{
    /// <summary>The anomaly's id.</summary>
    public required string Id { get; init; }

    /// <summary>When it was told to be back or gone, by our clock; null while it fires.</summary>
    public DateTimeOffset? ClearedAt { get; init; }

    /// <summary>Returns inside the flap window.</summary>
    public int Returns { get; init; }

    /// <summary>Start of the flap window.</summary>
    public DateTimeOffset? FirstReturn { get; init; }
}
