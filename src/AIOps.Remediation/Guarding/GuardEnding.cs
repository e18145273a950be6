namespace AIOps.Remediation.Guarding;

/// <summary>What ended a guarded command.</summary>
public enum GuardEnding
{
    /// <summary>It ended by itself.</summary>
    Exited,

    /// <summary>It could not be started.</summary>
    NotStarted,

    /// <summary>Its time was up and it was killed.</summary>
    TimedOut,

    /// <summary>The lease ended and it was killed.</summary>
    LeaseEnded,

    /// <summary>Its owner closed the pipe, or died, and it was killed.</summary>
    OwnerGone,

    /// <summary>The guard itself died: nothing is known.</summary>
    GuardDied,
}
