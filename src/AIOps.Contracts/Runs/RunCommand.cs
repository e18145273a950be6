namespace AIOps.Contracts.Runs;

/// <summary>What a human asks of a run. Commands are events, so that the engine stays the single writer of runs.</summary>
/// <param name="RunId">Which.</param>
/// <param name="Action">What is asked.</param>
/// <param name="Actor">Who asks.</param>
/// <param name="At">When it was asked.</param>
public sealed record RunCommand(string RunId, RunAction Action, string Actor, DateTimeOffset At)
{
    /// <summary>Hash of the plan that was seen; an approval of another plan is void.</summary>
    public string PlanHash { get; init; } = "";

    /// <summary>Until when an approval holds.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Why, or empty.</summary>
    public string Note { get; init; } = "";
}
