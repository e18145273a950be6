namespace AIOps.Contracts.Incidents;

/// <summary>Where an incident is in its lifecycle.</summary>
public enum IncidentState
{
    /// <summary>Signals are gathered; nothing is shown or sent yet.</summary>
    Candidate,

    /// <summary>Shown and notified.</summary>
    Open,

    /// <summary>A human took it.</summary>
    Acknowledged,

    /// <summary>A runbook holds a lease on its target, or a human acts.</summary>
    Mitigating,

    /// <summary>The action is done, or the signals cleared; the stability window runs.</summary>
    Monitoring,

    /// <summary>All linked signals stayed back.</summary>
    Resolved,

    /// <summary>Confirmed and filed.</summary>
    Closed,

    /// <summary>Inside a maintenance window; re-evaluated when it ends.</summary>
    Suppressed,

    /// <summary>Continues in another incident.</summary>
    Merged,

    /// <summary>A false positive, or a prediction that did not come.</summary>
    Cancelled,
}
