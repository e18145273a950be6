namespace AIOps.Contracts.Events;

/// <summary>Where an anomaly is in its life.</summary>
public enum AnomalyState
{
    /// <summary>The signal is out of its expected range.</summary>
    Open,

    /// <summary>The signal came back and stayed back.</summary>
    Cleared,

    /// <summary>The signal vanished: nothing is known, and that is no recovery.</summary>
    Gone,
}
