namespace AIOps.Server.Detect;

/// <summary>What is made of the joint evidence of an entity's metrics.</summary>
internal enum EntityUse
{
    /// <summary>Nothing; it is not computed.</summary>
    Off,

    /// <summary>It stands beside the anomalies of the entity's series, with the metrics ranked.</summary>
    Evidence,

    /// <summary>Beyond that, a strong one is an anomaly of its own: a warning, never more.</summary>
    Warn,
}
