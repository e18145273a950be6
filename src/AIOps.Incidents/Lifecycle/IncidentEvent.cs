namespace AIOps.Incidents.Lifecycle;

/// <summary>What may happen to an incident.</summary>
public enum IncidentEvent
{
    /// <summary>Its score is over the bar, or a human wants it open.</summary>
    Confirmed,

    /// <summary>A human took it.</summary>
    Acknowledged,

    /// <summary>A runbook's lease was taken, or a human acts.</summary>
    MitigationStarted,

    /// <summary>The action is done, verification is open.</summary>
    MitigationDone,

    /// <summary>The run failed, was rejected, expired or cancelled, or its outcome is unknown.</summary>
    MitigationFailed,

    /// <summary>Verification failed, or harm was done.</summary>
    VerificationFailed,

    /// <summary>All linked signals cleared by themselves.</summary>
    SignalsCleared,

    /// <summary>All linked signals stayed clear for the stability window, or a human says it is over.</summary>
    Resolved,

    /// <summary>It is back inside the reopen window.</summary>
    Reopened,

    /// <summary>Confirmed and filed, or enough days passed.</summary>
    Closed,

    /// <summary>Not confirmed inside the candidate window, a false positive, or a prediction that did not come.</summary>
    Cancelled,

    /// <summary>A maintenance window began; the way back is the state before.</summary>
    Suppressed,

    /// <summary>Continues in another incident.</summary>
    Merged,
}
