using AIOps.Collectors.Identity;
using AIOps.Contracts.Telemetry;

namespace AIOps.Collectors.Traces;

/// <summary>
/// Who answers a call: the workload whose server span is the call's child; else who was seen behind that address before (so that calls to a dead service are still its calls);
/// else what the caller says. Bounded; not thread safe.
/// </summary>
internal sealed class PeerBook(int capacity)
{
    private const int MostNames = 20_000;
    private readonly GenerationCache<(ulong Trace, ulong Span), Callee> _callees = new(capacity);
    private readonly Dictionary<string, string> _addresses = [];
    private readonly Dictionary<string, string?> _names = [];
    private long _turnedMs;

    /// <summary>Remembers that a span was served.</summary>
    public void Served(EntityId callee, in SpanRecord span, long nowMs)
    {
        if (_callees.IsFull || nowMs - _turnedMs > 60_000)
        {
            _callees.Turn();
            _turnedMs = nowMs;
        }

        if (span.Parent != 0)
        {
            _callees.Add((span.Trace, span.Parent), new Callee(callee.Workload, span.Seconds));
        }

        var name = callee.Name[(callee.Name.LastIndexOf('/') + 1)..];
        if (_names.TryGetValue(name, out var known))
        {
            if (known is not null && known != callee.Workload)
            {
                // Two services of one name: the name alone tells nothing.
                _names[name] = null;
            }
        }
        else if (_names.Count < MostNames)
        {
            _names.Add(name, callee.Workload);
        }
    }

    /// <summary>True when the callee's own span is known already.</summary>
    public bool Knows(in SpanRecord call) => _callees.Find((call.Trace, call.Id), out _) is not null;

    /// <summary>Names the callee of a call.</summary>
    /// <param name="call">A client or producer span.</param>
    /// <param name="calleeSeconds">How long the callee itself took, when its span is known.</param>
    public string Resolve(in SpanRecord call, out double? calleeSeconds)
    {
        calleeSeconds = null;
        if (call.Kind == SpanKind.Producer)
        {
            return EntityRules.Workload("queue", call.Destination ?? call.PeerAddress ?? "unknown");
        }

        if (_callees.Find((call.Trace, call.Id), out _) is { } callee)
        {
            calleeSeconds = callee.Seconds;
            if (call.PeerAddress is { } seen && (_addresses.Count < MostNames || _addresses.ContainsKey(seen)))
            {
                _addresses[seen] = callee.Workload;
            }

            return callee.Workload;
        }

        if (call.PeerService is { } service && _names.TryGetValue(service, out var named) && named is not null)
        {
            return named;
        }

        if (call.PeerAddress is { } address && _addresses.TryGetValue(address, out var learnt))
        {
            return learnt;
        }

        if (call.PeerService is { } peer)
        {
            return EntityRules.ServiceWorkload(peer);
        }

        if (call.Database is { } database)
        {
            return EntityRules.Workload("database", call.PeerAddress is { } at ? $"{at}/{database}" : database);
        }

        return EntityRules.Workload("endpoint", call.PeerAddress ?? "unknown");
    }

    private sealed record Callee(string Workload, double Seconds);
}
