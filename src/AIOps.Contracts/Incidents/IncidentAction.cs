namespace AIOps.Contracts.Incidents;

/// <summary>What can be asked of an incident.</summary>
public enum IncidentAction
{
    /// <summary>A human takes it.</summary>
    Acknowledge,

    /// <summary>A human says it is over.</summary>
    Resolve,

    /// <summary>Confirmed and filed.</summary>
    Close,

    /// <summary>It was a false positive.</summary>
    Cancel,

    /// <summary>It is back.</summary>
    Reopen,

    /// <summary>Continue in another incident.</summary>
    Merge,

    /// <summary>Take some signals out into an incident of their own.</summary>
    Split,

    /// <summary>Add a note.</summary>
    Note,

    /// <summary>A human corrects the moment the impact began.</summary>
    CorrectImpactStart,

    /// <summary>An automatic run may repair it: hold the page until <see cref="IncidentCommand.Moment"/>.</summary>
    HoldPage,

    /// <summary>A run's lease was taken, or a human acts.</summary>
    MitigationStarted,

    /// <summary>The action is done, verification is open.</summary>
    MitigationDone,

    /// <summary>The run failed, was rejected, expired or cancelled, or its outcome is unknown.</summary>
    MitigationFailed,

    /// <summary>Verification failed, or harm was done.</summary>
    VerificationFailed,

    /// <summary>Verification was passed: the target's direct probe or its metrics persisted through the window.</summary>
    VerificationPassed,

    /// <summary>A channel accepted its first notification at <see cref="IncidentCommand.Moment"/>.</summary>
    Notified,

    /// <summary>A human raises or lowers the priority, with a reason.</summary>
    OverridePriority,
}
