using AIOps.Contracts.Runs;

namespace AIOps.Server.Web.Api;

/// <summary>A run that acted on a past incident.</summary>
internal sealed record SimilarIncidentRun(string Id, string RunbookId, string RunbookVersion, RunState State, Verdict? Verdict);
