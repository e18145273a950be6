namespace AIOps.Contracts.Runs;

/// <summary>Where a run of a runbook is.</summary>
public enum RunState
{
    /// <summary>The plan is made and stored.</summary>
    Planned,

    /// <summary>A human must approve the plan's hash.</summary>
    AwaitingApproval,

    /// <summary>May run as soon as its lease is free.</summary>
    Queued,

    /// <summary>A step is running, or about to.</summary>
    Running,

    /// <summary>The steps are done; the effect is being judged.</summary>
    Verifying,

    /// <summary>Verdict Fixed or RecoveredAnyway, or Inconclusive (without credit).</summary>
    Succeeded,

    /// <summary>Verdict NoEffect.</summary>
    Ineffective,

    /// <summary>Verdict Harmed.</summary>
    Harmed,

    /// <summary>A step failed, or its outcome is unknown.</summary>
    Failed,

    /// <summary>The total timeout passed.</summary>
    TimedOut,

    /// <summary>A human, the kill switch or the incident's end stopped it.</summary>
    Cancelled,

    /// <summary>Undone after a failure.</summary>
    RolledBack,

    /// <summary>A human said no.</summary>
    Rejected,

    /// <summary>The approval came too late, or the world changed.</summary>
    Expired,

    /// <summary>A safeguard refused it; the reason says which.</summary>
    Skipped,
}
