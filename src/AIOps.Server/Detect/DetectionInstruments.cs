using System.Diagnostics.Metrics;

namespace AIOps.Server.Detect;

/// <summary>What the detection shards do, as metrics.</summary>
internal sealed class DetectionInstruments : IDisposable
{
    private readonly Meter _meter = new("AIOps.Detection");
    private readonly Counter<long> _judged;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _unjudged;
    private readonly Counter<long> _raised;
    private readonly Counter<long> _cleared;
    private readonly Histogram<double> _batch;
    private readonly Histogram<double> _lag;
    private readonly Counter<long> _checkpoints;
    private readonly Counter<long> _records;

    public DetectionInstruments()
    {
        _judged = _meter.CreateCounter<long>("aiops.detection.samples", "{sample}", "Samples that were judged.");
        _dropped = _meter.CreateCounter<long>("aiops.detection.samples_dropped", "{sample}", "Samples that were late or stood twice, and were not judged again.");
        _unjudged = _meter.CreateCounter<long>("aiops.detection.samples_over_limit", "{sample}", "Samples of series beyond the shard's limit: stored, not judged.");
        _raised = _meter.CreateCounter<long>("aiops.detection.anomalies_raised", "{anomaly}", "Anomalies that were raised.");
        _cleared = _meter.CreateCounter<long>("aiops.detection.anomalies_cleared", "{anomaly}", "Anomalies that cleared, or whose signal vanished.");
        _batch = _meter.CreateHistogram<double>("aiops.detection.batch_duration", "s", "Time from taking a batch to having it safe and judged.");
        _lag = _meter.CreateHistogram<double>("aiops.detection.lag", "s", "Age of the newest sample of a batch when it was judged.");
        _records = _meter.CreateCounter<long>("aiops.detection.log_records", "{record}", "Log records that were mined.");
        _checkpoints = _meter.CreateCounter<long>("aiops.detection.checkpoints", "{checkpoint}", "Checkpoints written.");
    }

    public void ObserveShards(Func<long> series, Func<long> learning, Func<long> open)
    {
        _meter.CreateObservableGauge("aiops.detection.series", series, "{series}", "Series that are watched.");
        _meter.CreateObservableGauge("aiops.detection.series_learning", learning, "{series}", "Series that still learn and do not alert yet.");
        _meter.CreateObservableGauge("aiops.detection.anomalies_open", open, "{anomaly}", "Anomalies that are open.");
    }

    public void OnBatch(int judged, int dropped, int overLimit, TimeSpan duration, TimeSpan lag)
    {
        _judged.Add(judged);
        _dropped.Add(dropped);
        _unjudged.Add(overLimit);
        _batch.Record(duration.TotalSeconds);
        _lag.Record(Math.Max(0, lag.TotalSeconds));
    }

    public void OnRaised(string kind) => _raised.Add(1, new KeyValuePair<string, object?>("kind", kind));

    public void OnCleared(string kind) => _cleared.Add(1, new KeyValuePair<string, object?>("kind", kind));

    public void OnRecords(int count) => _records.Add(count);

    public void OnCheckpoint() => _checkpoints.Add(1);

    public void Dispose() => _meter.Dispose();
}
