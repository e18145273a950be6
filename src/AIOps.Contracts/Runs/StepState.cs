namespace AIOps.Contracts.Runs;

/// <summary>Where a step of a run is.</summary>
public enum StepState
{
    /// <summary>Not begun.</summary>
    Pending,

    /// <summary>Stored as dispatched; after a crash its outcome is unknown.</summary>
    Dispatched,

    /// <summary>Ended well.</summary>
    Succeeded,

    /// <summary>Ended badly.</summary>
    Failed,

    /// <summary>Ran out of time and was killed.</summary>
    TimedOut,

    /// <summary>Was running when its owner died; not idempotent, so not repeated.</summary>
    Unknown,

    /// <summary>Undone.</summary>
    Undone,

    /// <summary>Not needed or not reached.</summary>
    Skipped,

    /// <summary>Being undone; after a crash it is unknown whether it was.</summary>
    Undoing,
}
