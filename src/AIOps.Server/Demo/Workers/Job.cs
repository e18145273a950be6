namespace AIOps.Server.Demo.Workers;

/// <summary>A job in the queue.</summary>
/// <param name="Id">Its number.</param>
/// <param name="TraceParent">W3C trace context of its producer, or null.</param>
internal sealed record Job(long Id, string? TraceParent);
