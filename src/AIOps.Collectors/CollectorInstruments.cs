using System.Diagnostics.Metrics;

namespace AIOps.Collectors;

/// <summary>What the collectors count about themselves: meter <c>AIOps.Collectors</c>.</summary>
internal sealed class CollectorInstruments : IDisposable
{
    private static readonly Collector[] Collectors = Enum.GetValues<Collector>();
    private static readonly Refusal[] Refusals = Enum.GetValues<Refusal>();
    private readonly long[] _accepted = new long[Collectors.Length];
    private readonly long[] _refused = new long[Collectors.Length * Refusals.Length];
    private readonly long[] _failures = new long[Collectors.Length];
    private readonly Meter _meter;

    public CollectorInstruments(IMeterFactory? meters = null)
    {
        _meter = meters?.Create("AIOps.Collectors") ?? new Meter("AIOps.Collectors");
        _meter.CreateObservableCounter("aiops.collect.accepted", ObserveAccepted, "{item}", "Samples, log records, spans and signals that collectors handed on.");
        _meter.CreateObservableCounter("aiops.collect.refused", ObserveRefused, "{item}", "Items that a bound or a check kept out, by reason.");
        _meter.CreateObservableCounter("aiops.collect.failures", ObserveFailures, "{failure}", "Rounds of a collector that ended in an unexpected error.");
    }

    public void OnAccepted(Collector collector, int items) => Interlocked.Add(ref _accepted[(int)collector], items);

    public void OnRefused(Collector collector, Refusal reason, int items = 1) => Interlocked.Add(ref _refused[Slot(collector, reason)], items);

    public void OnFailure(Collector collector) => Interlocked.Increment(ref _failures[(int)collector]);

    /// <summary>Registers the fill of a bounded table or buffer.</summary>
    public void Watch(string name, string unit, string description, Func<long> read) => _meter.CreateObservableGauge(name, read, unit, description);

    public long Accepted(Collector collector) => Interlocked.Read(ref _accepted[(int)collector]);

    public long Refused(Collector collector, Refusal reason) => Interlocked.Read(ref _refused[Slot(collector, reason)]);

    public void Dispose() => _meter.Dispose();

    private static int Slot(Collector collector, Refusal reason) => ((int)collector * Refusals.Length) + (int)reason;

    private static KeyValuePair<string, object?> Tag(Collector collector) => new("collector", collector switch
    {
        Collector.Host => "host",
        Collector.Otlp => "otlp",
        Collector.Traces => "traces",
        Collector.Probes => "probes",
        Collector.Alerts => "alerts",
        Collector.Changes => "changes",
        Collector.Heartbeats => "heartbeats",
        _ => "log_files",
    });

    private static KeyValuePair<string, object?> Tag(Refusal reason) => new("reason", reason switch
    {
        Refusal.Malformed => "malformed",
        Refusal.TooLarge => "too_large",
        Refusal.NotFinite => "not_finite",
        Refusal.Time => "time",
        Refusal.Slow => "slow",
        Refusal.OutOfOrder => "out_of_order",
        Refusal.Cardinality => "cardinality",
        Refusal.Attributes => "attributes",
        Refusal.Unauthorized => "unauthorized",
        Refusal.Overload => "overload",
        Refusal.Sink => "sink",
        Refusal.Echo => "echo",
        Refusal.TableFull => "table_full",
        _ => "missing",
    });

    private IEnumerable<Measurement<long>> ObserveAccepted() =>
        Collectors.Where(collector => Accepted(collector) > 0).Select(collector => new Measurement<long>(Accepted(collector), Tag(collector)));

    private IEnumerable<Measurement<long>> ObserveFailures() =>
        Collectors.Select(collector => new Measurement<long>(Interlocked.Read(ref _failures[(int)collector]), Tag(collector)));

    private IEnumerable<Measurement<long>> ObserveRefused() =>
        from collector in Collectors
        from reason in Refusals
        let count = Refused(collector, reason)
        where count > 0
        select new Measurement<long>(count, Tag(collector), Tag(reason));
}
