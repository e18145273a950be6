using AIOps.Collectors.Identity;
using AIOps.Contracts.Telemetry;

namespace AIOps.Collectors.Traces;

/// <summary>
/// Reduces spans to series per service member and per call edge over short windows of data time. A span that comes too late for its window joins the oldest open one, and one from
/// the future the newest, so that nothing is lost and at most a few windows are open. Thread safe; time comes with the calls.
/// </summary>
internal sealed class SpanReducer(TraceOptions options, CollectorInstruments instruments)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, TraceWindow> _windows = [];
    private readonly PeerBook _peers = new(options.MaxPending);
    private readonly TraceSeries _series = new();
    private readonly long _lengthMs = (long)options.Window.TotalMilliseconds;
    private readonly long _graceMs = (long)options.Grace.TotalMilliseconds;
    private int _pending;

    /// <summary>Takes the spans of one entity.</summary>
    /// <param name="entity">Whose they are.</param>
    /// <param name="spans">The spans.</param>
    /// <param name="nowMs">Our clock, Unix milliseconds.</param>
    public void Observe(EntityId entity, ReadOnlySpan<SpanRecord> spans, long nowMs)
    {
        lock (_gate)
        {
            foreach (ref readonly var span in spans)
            {
                Observe(entity, span, nowMs);
            }
        }
    }

    /// <summary>Closes the windows that have waited long enough; null when there are none.</summary>
    /// <param name="nowMs">Our clock, Unix milliseconds.</param>
    public ReducedSpans? Close(long nowMs)
    {
        lock (_gate)
        {
            var due = _windows.Keys.TakeWhile(index => ((index + 1) * _lengthMs) + _graceMs <= nowMs).ToList();
            if (due.Count == 0)
            {
                return null;
            }

            var batch = new MetricBatch();
            var edges = new Dictionary<(string From, string To), EdgeObservation>();
            foreach (var index in due)
            {
                _windows.Remove(index, out var window);
                _pending -= window!.Pending.Count;
                foreach (var (caller, span) in window.Pending)
                {
                    AddCall(window, caller, span);
                }

                _series.Write(window, (index + 1) * _lengthMs, batch, edges);
            }

            return new ReducedSpans(batch, [.. edges.Values]);
        }
    }

    private void Observe(EntityId entity, in SpanRecord span, long nowMs)
    {
        var oldest = (nowMs - _graceMs) / _lengthMs;
        var index = Math.Clamp(span.EndMs / _lengthMs, oldest, nowMs / _lengthMs);
        if (!_windows.TryGetValue(index, out var window))
        {
            _windows.Add(index, window = new TraceWindow());
        }

        switch (span.Kind)
        {
            case SpanKind.Server:
                _peers.Served(entity, span, nowMs);
                Add(window, window.Served, (entity, span.Kind), span);
                break;
            case SpanKind.Consumer:
                Add(window, window.Served, (entity, span.Kind), span);
                AddMessage(window, entity, span);
                break;
            case SpanKind.Client when _pending < options.MaxPending && !_peers.Knows(span):
                window.Pending.Add((entity, span));
                _pending++;
                break;
            case SpanKind.Client or SpanKind.Producer:
                AddCall(window, entity, span);
                break;
            default:
                break;
        }
    }

    private void AddCall(TraceWindow window, EntityId caller, in SpanRecord span)
    {
        var peer = _peers.Resolve(span, out var calleeSeconds);
        Add(window, window.Called, (caller, span.Kind, peer), span, calleeSeconds);
    }

    private void AddMessage(TraceWindow window, EntityId consumer, in SpanRecord span)
    {
        if (span.Destination is not { } destination || window.Tallies >= options.MaxTallies)
        {
            return;
        }

        var key = (EntityRules.Workload("queue", destination), consumer.Workload);
        var (count, errors, lastMs) = window.Consumed.GetValueOrDefault(key);
        window.Consumed[key] = (count + 1, errors + (span.Failed ? 1 : 0), Math.Max(lastMs, span.EndMs));
    }

    private void Add<TKey>(TraceWindow window, Dictionary<TKey, CallTally> tallies, TKey key, in SpanRecord span, double? calleeSeconds = null)
        where TKey : notnull
    {
        if (!tallies.TryGetValue(key, out var tally))
        {
            if (window.Tallies >= options.MaxTallies)
            {
                instruments.OnRefused(Collector.Traces, Refusal.TableFull);
                return;
            }

            tallies.Add(key, tally = new CallTally());
        }

        tally.Add(span, calleeSeconds);
    }
}
