using AIOps.Contracts.Incidents;

namespace AIOps.Server.Web.Api;

/// <summary>What became of a command, the incident as it is now, and why it was refused.</summary>
internal sealed record CommandAnswer(CommandOutcome Outcome, Incident? Incident, string? Refusal);
