using AIOps.Contracts.Runs;

namespace AIOps.Remediation.Engine;

/// <summary>A human's word on a run at work, left where its node finds it.</summary>
/// <param name="Action">What is asked.</param>
/// <param name="Actor">Who asks.</param>
/// <param name="Note">Why, or empty.</param>
internal sealed record RunWord(RunAction Action, string Actor, string Note)
{
    public const string State = "run-word";

    public static string IdOf(string runId) => $"run-word/{runId}";
}
