namespace AIOps.Contracts.Events;

/// <summary>What sort of signal an anomaly is.</summary>
public enum AnomalyKind
{
    /// <summary>A metric series left its expected range.</summary>
    Metric,

    /// <summary>The metrics of one entity are jointly unusual.</summary>
    Entity,

    /// <summary>A limit is forecast to be crossed.</summary>
    Forecast,

    /// <summary>A log template is new, rare, gone, bursting or failing.</summary>
    Log,

    /// <summary>A series or heartbeat that should be there is missing.</summary>
    Missing,

    /// <summary>An alert from outside.</summary>
    Alert,
}
