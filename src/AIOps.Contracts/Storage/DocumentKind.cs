namespace AIOps.Contracts.Storage;

/// <summary>The aggregates of the operational store; each has a table of its own.</summary>
public enum DocumentKind
{
    /// <summary><see cref="Incidents.Incident"/>.</summary>
    Incident,

    /// <summary>The correlator's own working state.</summary>
    Correlation,

    /// <summary><see cref="Runs.Run"/>.</summary>
    Run,

    /// <summary>Trust per runbook, version and target class.</summary>
    Trust,

    /// <summary>Problem records.</summary>
    Problem,

    /// <summary>Kill switches, freezes, maintenance windows and other settings that people change at run time.</summary>
    Setting,

    /// <summary>Notifications and their deliveries.</summary>
    Notification,

    /// <summary>Services as set by REST.</summary>
    Service,

    /// <summary>Entities seen in telemetry.</summary>
    Entity,

    /// <summary>Edges of the topology.</summary>
    Edge,

    /// <summary>Forecasts and how they came out.</summary>
    Forecast,

    /// <summary>Published runbooks.</summary>
    Runbook,

    /// <summary>Feedback on anomalies and other learnt facts.</summary>
    Feedback,

    /// <summary>Figures that a durable consumer keeps, such as the time histograms of incidents.</summary>
    Statistic,
}
