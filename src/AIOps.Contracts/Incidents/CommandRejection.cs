namespace AIOps.Contracts.Incidents;

/// <summary>A command that does not apply, with the reason, so that whoever asked reads it instead of waiting.</summary>
/// <param name="Command">What was asked.</param>
/// <param name="Reason">Why not, in one sentence.</param>
public sealed record CommandRejection(IncidentCommand Command, string Reason);
