namespace AIOps.Contracts.Runs;

/// <summary>What a human can ask of a run.</summary>
public enum RunAction
{
    /// <summary>Run the plan that was seen.</summary>
    Approve,

    /// <summary>Do not run it.</summary>
    Reject,

    /// <summary>Stop it, and kill what it started.</summary>
    Cancel,
}
