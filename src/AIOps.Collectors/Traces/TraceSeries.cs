using AIOps.Contracts.Telemetry;

namespace AIOps.Collectors.Traces;

/// <summary>Writes closed windows as samples and edges; keeps the keys of the series.</summary>
internal sealed class TraceSeries
{
    private const int MostKeys = 100_000;
    private readonly Dictionary<(EntityId Entity, string Metric, string? Peer), SeriesKey> _keys = [];

    /// <summary>Writes a window at its end.</summary>
    public void Write(TraceWindow window, long endMs, MetricBatch batch, Dictionary<(string From, string To), EdgeObservation> edges)
    {
        foreach (var ((entity, kind), tally) in window.Served)
        {
            var names = kind == SpanKind.Server ? TraceNames.Server : TraceNames.Consumer;
            Write(names, entity, null, tally, endMs, batch);
        }

        foreach (var ((entity, kind, peer), tally) in window.Called)
        {
            var names = kind == SpanKind.Client ? TraceNames.Client : TraceNames.Producer;
            Write(names, entity, peer, tally, endMs, batch);
            if (tally.WayCalls > 0)
            {
                batch.Add(Key(entity, names.Way, peer, "s", SeriesKind.Gauge), endMs, tally.WaySeconds / tally.WayCalls);
            }

            AddEdge(edges, entity.Workload, peer, tally.LastMs, tally.Durations.Count, tally.Errors);
        }

        foreach (var ((queue, consumer), (count, errors, lastMs)) in window.Consumed)
        {
            AddEdge(edges, queue, consumer, lastMs, count, errors);
        }
    }

    private void Write(TraceNames names, EntityId entity, string? peer, CallTally tally, long endMs, MetricBatch batch)
    {
        var count = tally.Durations.Count;
        batch.Add(Key(entity, names.P95, peer, "s", SeriesKind.Gauge), endMs, tally.Durations.Quantile(0.95));
        batch.Add(Key(entity, names.Mean, peer, "s", SeriesKind.Gauge), endMs, tally.Durations.Mean);
        batch.Add(Key(entity, names.Requests, peer, "{request}", SeriesKind.Delta), endMs, count);
        batch.Add(Key(entity, names.ErrorRatio, peer, "1", SeriesKind.Ratio), endMs, (double)tally.Errors / count);
    }

    private static void AddEdge(Dictionary<(string From, string To), EdgeObservation> edges, string from, string to, long lastMs, long calls, long errors)
    {
        if (from == to)
        {
            return;
        }

        edges[(from, to)] = edges.TryGetValue((from, to), out var edge)
            ? edge with { Calls = edge.Calls + calls, Errors = edge.Errors + errors, LastSeenMs = Math.Max(edge.LastSeenMs, lastMs) }
            : new EdgeObservation(from, to, EdgeKind.Calls, lastMs, calls, errors);
    }

    private SeriesKey Key(EntityId entity, string metric, string? peer, string unit, SeriesKind kind)
    {
        if (!_keys.TryGetValue((entity, metric, peer), out var key))
        {
            if (_keys.Count >= MostKeys)
            {
                _keys.Clear();
            }

            key = new SeriesKey(entity, metric, peer is null ? [] : [KeyValuePair.Create("peer", peer)], unit, kind);
            _keys.Add((entity, metric, peer), key);
        }

        return key;
    }
}
