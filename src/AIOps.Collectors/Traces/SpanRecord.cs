namespace AIOps.Collectors.Traces;

/// <summary>What of a span matters here.</summary>
/// <param name="Trace">The trace's id, folded to 64 bits.</param>
/// <param name="Id">The span's id.</param>
/// <param name="Parent">The parent's id; 0 for none.</param>
/// <param name="Kind">Which side of a call it is.</param>
/// <param name="EndMs">Its end, Unix milliseconds.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Failed">Whether it failed.</param>
/// <param name="PeerService"><c>peer.service</c>, or null.</param>
/// <param name="PeerAddress"><c>server.address:port</c>, or null.</param>
/// <param name="Database">The database's name when the call went to one, or null.</param>
/// <param name="Destination">The queue or topic of a message, or null.</param>
internal readonly record struct SpanRecord(
    ulong Trace, ulong Id, ulong Parent, SpanKind Kind, long EndMs, double Seconds, bool Failed,
    string? PeerService = null, string? PeerAddress = null, string? Database = null, string? Destination = null);
