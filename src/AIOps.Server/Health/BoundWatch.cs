using System.Diagnostics.Metrics;

namespace AIOps.Server.Health;

/// <summary>Hears how often bounds were hit in the last minutes, from the very counters that <c>/metrics</c> shows.</summary>
internal sealed class BoundWatch : IDisposable
{
    private const int Minutes = 10;
    private const string Reason = "reason";

    /// <summary>Bounds by counter, or counter and reason: what became of how many items, and what to do.</summary>
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["aiops.collect.refused/cardinality"] = "samples of new series were refused: a source makes more series than Collectors:Otlp:MaxSeriesPerSource, or somebody makes up sources; take ids out of labels and of service names",
        ["aiops.collect.refused/too_large"] = "requests or items were larger than they may be and were refused; make the sender's batches smaller",
        ["aiops.collect.refused/time"] = "items had a time that cannot be and were refused: set the clock of their sender, or ours, by NTP",
        ["aiops.collect.refused/slow"] = "requests arrived so slowly that they were cut off: look at the network between their senders and us, or at who sends them",
        ["aiops.collect.refused/malformed"] = "requests or items could not be read and were refused: their senders' answers name the place",
        ["aiops.collect.refused/overload"] = "items were sent back because too many requests were under way; their senders repeat them",
        ["aiops.collect.refused/table_full"] = "items found a table full and were refused",
        ["aiops.bus.refused"] = "items were sent back because they could not be made safe in time; their senders repeat them",
        ["aiops.history.over_series_limit"] = "samples were not kept because the history has History:MaxSeries series",
        ["aiops.detection.samples_over_limit"] = "samples are kept but not judged because a shard watches as many series as it may",
        ["aiops.detection.log_limits"] = "log records or what was found in them went beyond a bound of the section Logs and were left out",
        ["aiops.topology.refused"] = "entities or calls were not taken because the topology is full",
    };

    // held while observable counters are asked, whose callbacks may wait for locks of their own: what counts meanwhile must not need it
    private readonly Lock _asking = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _counted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _observed = new(StringComparer.Ordinal);
    private readonly Queue<Dictionary<string, long>> _minutes = new();
    private readonly MeterListener _listener = new();
    private readonly ITimer _timer;

    public BoundWatch(TimeProvider time)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (Words.Keys.Any(bound => bound == instrument.Name || bound.StartsWith(instrument.Name + "/", StringComparison.Ordinal)))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
        _minutes.Enqueue(Now());
        _timer = time.CreateTimer(_ => Turn(), null, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
    }

    /// <summary>The bounds that were hit in the last ten minutes, in words; empty when none was.</summary>
    public IReadOnlyList<string> Lately()
    {
        var now = Now();
        Dictionary<string, long> before;
        lock (_lock)
        {
            before = _minutes.Peek();
        }

        return [.. Words.Select(bound => (Hits: now.GetValueOrDefault(bound.Key) - before.GetValueOrDefault(bound.Key), bound.Value)).Where(bound => bound.Hits > 0).Select(bound => $"{bound.Hits} {bound.Value}")];
    }

    public void Dispose()
    {
        _timer.Dispose();
        _listener.Dispose();
    }

    private void Turn()
    {
        var now = Now();
        lock (_lock)
        {
            _minutes.Enqueue(now);
            if (_minutes.Count > Minutes)
            {
                _minutes.Dequeue();
            }
        }
    }

    private Dictionary<string, long> Now()
    {
        lock (_asking)
        {
            lock (_lock)
            {
                // observable counters tell their sums by label set; they are added up anew each time
                _observed.Clear();
            }

            _listener.RecordObservableInstruments();
            lock (_lock)
            {
                var all = new Dictionary<string, long>(_counted, StringComparer.Ordinal);
                foreach (var (bound, sum) in _observed)
                {
                    all[bound] = all.GetValueOrDefault(bound) + sum;
                }

                return all;
            }
        }
    }

    private void Take(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var bound = instrument.Name;
        foreach (var (name, text) in tags)
        {
            bound = name == Reason ? $"{bound}/{text}" : bound;
        }

        lock (_lock)
        {
            var sums = instrument.IsObservable ? _observed : _counted;
            sums[bound] = sums.GetValueOrDefault(bound) + value;
        }
    }
}
