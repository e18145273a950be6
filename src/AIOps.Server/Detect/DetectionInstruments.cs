using System.Diagnostics.Metrics;
using AIOps.Detection.Logs;

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
    private readonly Counter<long> _logLimits;
    private readonly Counter<long> _feedback;

    public DetectionInstruments()
    {
        _judged = _meter.CreateCounter<long>("aiops.detection.samples", "{sample}", "Samples that were judged.");
        _dropped = _meter.CreateCounter<long>("aiops.detection.samples_dropped", "{sample}", "Samples that were late or stood twice, and were not judged again.");
        _unjudged = _meter.CreateCounter<long>("aiops.detection.samples_over_limit", "{sample}", "Samples of series beyond the shard's limit: stored, not judged.");
        _raised = _meter.CreateCounter<long>("aiops.detection.anomalies_raised", "{anomaly}", "Anomalies that were raised.");
        _cleared = _meter.CreateCounter<long>("aiops.detection.anomalies_cleared", "{anomaly}", "Anomalies that cleared, or whose signal vanished.");
        _batch = _meter.CreateHistogram<double>("aiops.detection.batch_duration", "s", "Time from taking a batch to having it safe and judged.");
        _lag = _meter.CreateHistogram<double>("aiops.detection.lag", "s", "Age of the newest sample of a batch when it was judged.");
        _feedback = _meter.CreateCounter<long>("aiops.detection.feedback", "{anomaly}", "Words of people on anomalies that changed the model of a series, by kind.");
        _records = _meter.CreateCounter<long>("aiops.detection.log_records", "{record}", "Log records that were mined.");
        _logLimits = _meter.CreateCounter<long>("aiops.detection.log_limits", "{item}", "Log records, findings, variable parts and sessions beyond a bound, or with a time that cannot be.");
        _checkpoints = _meter.CreateCounter<long>("aiops.detection.checkpoints", "{checkpoint}", "Checkpoints written.");
    }

    public void ObserveShards(Func<long> series, Func<long> learning, Func<long> open, Func<long> shards, int configured)
    {
        _meter.CreateObservableGauge("aiops.detection.shards_configured", () => configured, "{shard}", "Virtual shards of the installation.");
        _meter.CreateObservableGauge("aiops.detection.shards", shards, "{shard}", "Virtual shards that this process has; over all processes they must add up to the configured number.");
        _meter.CreateObservableGauge("aiops.detection.series", series, "{series}", "Series that are watched.");
        _meter.CreateObservableGauge("aiops.detection.series_learning", learning, "{series}", "Series that still learn and do not alert yet.");
        _meter.CreateObservableGauge("aiops.detection.anomalies_open", open, "{anomaly}", "Anomalies that are open.");
    }

    public void OnFeedback(string kind) => _feedback.Add(1, new KeyValuePair<string, object?>("kind", kind));

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

    /// <summary>What a log detector met since it was asked before.</summary>
    public void OnLogLimits(LogDetectorCounters now, LogDetectorCounters before)
    {
        OnLogLimit("late", now.Late - before.Late);
        OnLogLimit("future", now.Future - before.Future);
        OnLogLimit("sources", now.RefusedSources - before.RefusedSources);
        OnLogLimit("findings", now.Suppressed - before.Suppressed);
        OnLogLimit("parameters", now.RefusedParameters - before.RefusedParameters);
        OnLogLimit("sessions", now.RefusedSessions - before.RefusedSessions);
        OnLogLimit("templates", now.Overflowed - before.Overflowed);
    }

    public void OnCheckpoint() => _checkpoints.Add(1);

    public void Dispose() => _meter.Dispose();

    private void OnLogLimit(string bound, long count)
    {
        if (count > 0)
        {
            _logLimits.Add(count, new KeyValuePair<string, object?>("bound", bound));
        }
    }
}
