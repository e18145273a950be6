namespace AIOps.Contracts.Storage;

/// <summary>An event to append.</summary>
/// <param name="Stream">The aggregate it belongs to, for example <c>incident/INC-42</c>, <c>anomaly/…</c>.</param>
/// <param name="Type">One of <see cref="Events.EventTypes"/>.</param>
/// <param name="Payload">JSON.</param>
/// <param name="DedupKey">When set, an event with the same key that is already there makes this one vanish silently.</param>
/// <param name="TraceParent">W3C trace context, so that a trace follows the event; or null.</param>
public sealed record NewEvent(string Stream, string Type, string Payload, string? DedupKey = null, string? TraceParent = null);
