namespace AIOps.Contracts.Storage;

/// <summary>An event in the event table.</summary>
/// <param name="Id">Rises in commit order: a reader that has seen an id will never see a lower one appear.</param>
/// <param name="AtMs">Commit time by the database's clock, Unix milliseconds.</param>
/// <param name="Stream">The aggregate.</param>
/// <param name="Type">One of <see cref="Events.EventTypes"/>.</param>
/// <param name="Payload">JSON.</param>
/// <param name="TraceParent">W3C trace context or null.</param>
public sealed record StoredEvent(long Id, long AtMs, string Stream, string Type, string Payload, string? TraceParent);
