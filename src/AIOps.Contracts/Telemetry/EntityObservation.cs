namespace AIOps.Contracts.Telemetry;

/// <summary>That an entity exists and what its own telemetry says of it. Never trusted for actions: those read the catalogue.</summary>
/// <param name="Entity">Which.</param>
/// <param name="LastSeenMs">Unix milliseconds of the last evidence.</param>
/// <param name="Labels">Resource attributes such as <c>service.version</c>, <c>host.name</c>, <c>process.pid</c>; at most 64.</param>
public sealed record EntityObservation(EntityId Entity, long LastSeenMs, IReadOnlyDictionary<string, string> Labels);
