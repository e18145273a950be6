using System.Diagnostics.Metrics;
using AIOps.Detection.Forecasting;
using AIOps.Detection.Logs;
using AIOps.Detection.Metrics;

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
    private readonly Counter<long> _forecasts;
    private readonly Counter<long> _warnings;
    private readonly Histogram<double> _lead;

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
        _forecasts = _meter.CreateCounter<long>("aiops.forecast.judged", "{forecast}", "Forecasts that came due, by horizon and what became of them: came_true, wrong, prevented.");
        _warnings = _meter.CreateCounter<long>("aiops.forecast.warnings", "{warning}", "Warnings that are over, by what became of them: came_true, wrong (did not come), prevented.");
        _lead = _meter.CreateHistogram("aiops.forecast.warning_lead", "s", "Time from a warning to the crossing it foretold.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [60, 300, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400, 604_800] });
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

    public void ObserveCeiling(Func<(double Openings, double SeriesDays, double Margin)> ceiling, Func<double> asked, Func<long> entities)
    {
        _meter.CreateObservableGauge("aiops.detection.ceiling", asked, "1", "Unconfirmed anomalies per series and day that are allowed over all series.");
        _meter.CreateObservableGauge("aiops.detection.unconfirmed_per_series_day", () => Rate(ceiling()), "1", "Anomalies of metrics that nothing confirmed, per series and day over the last three days (of a burst on one workload the first), with the ends of the 90 % Poisson interval.");
        _meter.CreateObservableGauge("aiops.detection.ceiling_margin", () => ceiling().Margin, "1", "Evidence (decimal exponent) asked of every series on top of its own bar because the ceiling was broken for sure.");
        _meter.CreateObservableGauge("aiops.detection.entities", entities, "{entity}", "Entities whose metrics are judged together.");
    }

    public void ObserveForecasts(Func<long> watched, Func<long> unwatched, Func<long> warnings, Func<ForecastScores> scores)
    {
        _meter.CreateObservableGauge("aiops.forecast.series", watched, "{series}", "Series that are watched against a limit, or learn one.");
        _meter.CreateObservableGauge("aiops.forecast.series_over_limit", unwatched, "{series}", "Series with a limit that are not watched because MaxForecastsPerShard is reached.");
        _meter.CreateObservableGauge("aiops.forecast.warnings_open", warnings, "{warning}", "Warnings that are open: a limit is foretold to be crossed within WarnAhead.");
        _meter.CreateObservableGauge("aiops.forecast.brier_score", () => Each(scores(), static (all, horizon) => all.Brier(horizon)), "1", "Mean squared difference between the probability of a crossing and what came, over all judged forecasts; 0 is perfect.");
        _meter.CreateObservableGauge("aiops.forecast.base_rate_brier_score", () => Each(scores(), static (all, horizon) => all.BaseRateBrier(horizon)), "1", "What always saying the base rate would have scored: a useful forecast is below it.");
    }

    public void OnForecastJudged(JudgedForecast judged) => _forecasts.Add(1, new("horizon", Word(judged.Horizon)), new("outcome", Word(judged.Outcome)));

    public void OnWarningJudged(ForecastOutcome outcome, TimeSpan lead)
    {
        _warnings.Add(1, new KeyValuePair<string, object?>("outcome", Word(outcome)));
        if (outcome == ForecastOutcome.CameTrue)
        {
            _lead.Record(lead.TotalSeconds);
        }
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

    private static Measurement<double>[] Rate((double Openings, double SeriesDays, double Margin) ceiling)
    {
        if (ceiling.SeriesDays <= 0)
        {
            return [];
        }

        var seen = PoissonInterval.Of(ceiling.Openings, ceiling.SeriesDays);
        return
        [
            new Measurement<double>(seen.Lower, new KeyValuePair<string, object?>("bound", "lower")),
            new Measurement<double>(seen.Rate, new KeyValuePair<string, object?>("bound", "rate")),
            new Measurement<double>(seen.Upper, new KeyValuePair<string, object?>("bound", "upper")),
        ];
    }

    private static string Word(Horizon horizon) => horizon switch { Horizon.QuarterHour => "15m", Horizon.Hour => "1h", Horizon.FourHours => "4h", _ => "24h" };

    private static string Word(ForecastOutcome outcome) => outcome switch { ForecastOutcome.CameTrue => "came_true", ForecastOutcome.Prevented => "prevented", ForecastOutcome.Wrong => "wrong", _ => "open" };

    private static List<Measurement<double>> Each(ForecastScores scores, Func<ForecastScores, Horizon, double?> figure)
    {
        var all = new List<Measurement<double>>(4);
        foreach (var horizon in Enum.GetValues<Horizon>())
        {
            if (figure(scores, horizon) is { } value)
            {
                all.Add(new Measurement<double>(value, new KeyValuePair<string, object?>("horizon", Word(horizon))));
            }
        }

        return all;
    }

    public void Dispose() => _meter.Dispose();

    private void OnLogLimit(string bound, long count)
    {
        if (count > 0)
        {
            _logLimits.Add(count, new KeyValuePair<string, object?>("bound", bound));
        }
    }
}
