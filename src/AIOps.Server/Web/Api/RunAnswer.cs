using AIOps.Contracts.Runs;

namespace AIOps.Server.Web.Api;

/// <summary>What became of a word on a run, the run as it is now, and why it was refused.</summary>
internal sealed record RunAnswer(CommandOutcome Outcome, Run? Run, string? Refusal);
