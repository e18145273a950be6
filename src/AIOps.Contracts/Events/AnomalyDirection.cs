namespace AIOps.Contracts.Events;

/// <summary>To which side a signal left its range.</summary>
public enum AnomalyDirection
{
    /// <summary>Neither, for example a new log template or a changed volatility.</summary>
    None,

    /// <summary>Higher than expected.</summary>
    Up,

    /// <summary>Lower than expected.</summary>
    Down,
}
