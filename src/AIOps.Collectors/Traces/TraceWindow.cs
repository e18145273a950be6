using AIOps.Contracts.Telemetry;

namespace AIOps.Collectors.Traces;

/// <summary>The spans of one window of data time, added up.</summary>
internal sealed class TraceWindow
{
    /// <summary>Server and consumer sides by entity.</summary>
    public Dictionary<(EntityId Entity, SpanKind Kind), CallTally> Served { get; } = [];

    /// <summary>Client and producer sides by caller and callee.</summary>
    public Dictionary<(EntityId Entity, SpanKind Kind, string Peer), CallTally> Called { get; } = [];

    /// <summary>Messages by queue and consumer.</summary>
    public Dictionary<(string Queue, string Consumer), (long Count, long Errors, long LastMs)> Consumed { get; } = [];

    /// <summary>Calls whose callee's span has not come yet.</summary>
    public List<(EntityId Caller, SpanRecord Span)> Pending { get; } = [];

    public int Tallies => Served.Count + Called.Count + Consumed.Count;
}
