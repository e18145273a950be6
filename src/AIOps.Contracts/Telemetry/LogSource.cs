namespace AIOps.Contracts.Telemetry;

/// <summary>Where log records come from; templates are learnt per source.</summary>
/// <param name="Entity">Who wrote them.</param>
/// <param name="Name">The stream inside the entity: a logger's scope or a file's path; may be empty.</param>
public sealed record LogSource(EntityId Entity, string Name);
