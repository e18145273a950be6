using AIOps.Contracts.Catalogue;
using AIOps.Contracts.Events;
using AIOps.Contracts.Telemetry;
using AIOps.Detection.Forecasting;
using AIOps.Detection.Metrics;

namespace AIOps.Server.Detect;

/// <content>Early warning: series with a limit are watched, warnings are told, forecasts are judged.</content>
internal sealed partial class DetectionShard
{
    private static readonly TimeSpan RefineEvery = TimeSpan.FromMinutes(10);
    private IReadOnlyList<ServiceEntry>? _catalogued = catalogue?.Services;
    private int _watched;
    private int _learnt;

    /// <summary>How well the forecasts of this shard did.</summary>
    public ForecastScores Scores { get; private set; } = new();

    /// <summary>Series that are watched against a limit, or learn one.</summary>
    public int WatchedCount => _watched;

    /// <summary>Warnings that are open.</summary>
    public int WarningCount { get; private set; }

    /// <summary>Series with a limit for which there is no room.</summary>
    public int UnwatchedCount { get; private set; }

    /// <summary>Somebody or something acted on a workload: what was foretold of it and does not come counts as prevented.</summary>
    public async Task IntervenedAsync(string workload, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await _owner.WaitAsync(cancellationToken);
        try
        {
            foreach (var slot in _slots.Values)
            {
                if (slot.Watch is not null && string.Equals(slot.Key.Entity.Workload, workload, StringComparison.Ordinal))
                {
                    slot.Watch.Intervened(at.ToUnixTimeMilliseconds());
                }
            }
        }
        finally
        {
            _owner.Release();
        }
    }

    private static byte[] Saved(LimitWatch? watch)
    {
        if (watch is null)
        {
            return [];
        }

        using var bytes = new MemoryStream();
        watch.Save(bytes);
        return bytes.ToArray();
    }

    private static byte[] Saved(LimitLearning? learning)
    {
        var bytes = learning is null ? [] : new byte[LimitLearning.SavedBytes];
        learning?.Save(bytes);
        return bytes;
    }

    private static ForecastScores Copy(ForecastScores scores)
    {
        var copy = new ForecastScores();
        copy.Add(scores);
        return copy;
    }

    private SeriesSlot Restore(ShardCheckpoint.SavedSeries saved, SeriesDetector detector)
    {
        var slot = new SeriesSlot(saved.Key, detector) { Open = saved.Open, Warning = saved.Warning, Crossing = saved.Crossing };
        StartWatching(slot);
        if (slot.Learning is not null && LimitLearning.Restore(saved.Learning) is { } learning)
        {
            slot.Learning = learning;
        }

        using var bytes = new MemoryStream(saved.Watch);
        if (saved.Watch.Length > 0 && LimitWatch.Restore(bytes, options.WarnAhead) is { } watch)
        {
            if (slot.Watch?.Limit == watch.Limit || (slot.Learning is not null && watch.Limit.Origin == LimitOrigin.Learnt))
            {
                slot.Watch = watch;
                slot.Learning = null;
            }
            else if (slot.LimitSeries is not null && _watched < options.MaxForecastsPerShard)
            {
                slot.Watch = watch;
                _watched++;
            }
        }

        if (slot.Watch is null || !(slot.Watch.Warns || slot.Watch.IsCrossed))
        {
            // the limit is another now, or nobody watches it any more
            EndWarning(slot, AnomalyState.Cleared, detector.LastMs);
        }

        return slot;
    }

    private void StartWatching(SeriesSlot slot)
    {
        if (slot.Watch is not null || slot.Learning is not null)
        {
            return;
        }

        if (LimitSource.For(slot.Key, catalogue?.Find(slot.Key.Entity.Workload), options, slot.Detector.Profile) is { } limit)
        {
            Watch(slot, limit);
        }
        else if (NaturalLimit.NamedBy(slot.Key) is { } named)
        {
            slot.LimitSeries = named.Id;
        }
        else if (slot.Detector.Profile.LimitQuantile is > 0 and var quantile && _learnt < options.MaxForecastsPerShard / 2 && _watched < options.MaxForecastsPerShard)
        {
            slot.Learning = new LimitLearning(quantile);
            _learnt++;
            _watched++;
        }
    }

    private void Watch(SeriesSlot slot, SeriesLimit limit)
    {
        if (_watched >= options.MaxForecastsPerShard)
        {
            UnwatchedCount++;
            slot.LimitSeries = null;
            return;
        }

        slot.Watch = new LimitWatch(limit, options.WarnAhead);
        _watched++;
    }

    private void StopWatching(SeriesSlot slot)
    {
        if (slot.Watch is not null || slot.Learning is not null)
        {
            _learnt -= slot.Learning is not null || slot.Watch?.Limit.Origin == LimitOrigin.Learnt ? 1 : 0;
            _watched--;
        }

        slot.Watch = null;
        slot.Learning = null;
    }

    /// <summary>The owners of a service may set a limit, change it and take it back while it runs.</summary>
    private void FollowCatalogue()
    {
        if (catalogue is null || ReferenceEquals(catalogue.Services, _catalogued))
        {
            return;
        }

        _catalogued = catalogue.Services;
        foreach (var slot in _slots.Values)
        {
            var limit = LimitSource.For(slot.Key, catalogue.Find(slot.Key.Entity.Workload), options, slot.Detector.Profile);
            var given = slot.Watch is { Limit: { Origin: not LimitOrigin.Learnt } now } && slot.LimitSeries is null ? now : (SeriesLimit?)null;
            if (limit == given || (limit is null && slot.LimitSeries is not null))
            {
                continue;
            }

            EndWarning(slot, AnomalyState.Cleared, slot.Detector.LastMs);
            StopWatching(slot);
            slot.LimitSeries = null;
            StartWatching(slot);
        }
    }

    /// <summary>Limits that another series names: they come later than the series, and may change.</summary>
    private void FindNamedLimits()
    {
        foreach (var slot in _slots.Values)
        {
            if (slot.LimitSeries is not { } id || !_slots.TryGetValue(id, out var named) || named.Detector.LastMs == 0)
            {
                continue;
            }

            var limit = named.Detector.LastValue;
            if (!(limit > 0) || limit >= 1e18 || (slot.Watch is { } watch && watch.Limit.Value.Equals(limit)))
            {
                // "no limit" is told as zero, or as a number that cannot be reached
                continue;
            }

            StopWatching(slot);
            Watch(slot, new SeriesLimit(limit, Lower: false, LimitOrigin.Given));
        }
    }

    private void Foresee(SeriesSlot slot, double value, long sampleMs, DateTimeOffset now)
    {
        if (slot.Learning is { } learning)
        {
            if (learning.Observe(sampleMs, value) is { } learnt)
            {
                slot.Learning = null;
                slot.Watch = new LimitWatch(new SeriesLimit(learnt, Lower: false, LimitOrigin.Learnt), options.WarnAhead);
            }

            return;
        }

        if (slot.Watch is not { } watch)
        {
            return;
        }

        var reading = watch.Observe(sampleMs, value);
        if (!reading.Stepped)
        {
            return;
        }

        foreach (var judged in reading.Judged ?? [])
        {
            Scores.Add(judged);
            instruments.OnForecastJudged(judged);
        }

        TellWarning(slot, watch, reading, value, sampleMs, now);
    }

    private void TellWarning(SeriesSlot slot, LimitWatch watch, LimitReading reading, double value, long sampleMs, DateTimeOffset now)
    {
        if (reading.Outcome != ForecastOutcome.Open)
        {
            Scores.AddWarning(reading.Outcome);
            instruments.OnWarningJudged(reading.Outcome, reading.Lead);
        }

        switch (reading.Transition)
        {
            case LimitTransition.Warned:
                slot.Warning = WarningBuilder.Warn(slot.Key, watch.Limit, reading, value, slot.Detector.Profile.Identity, sampleMs, now);
                Append(EventTypes.AnomalyRaised, slot.Warning, "raised");
                instruments.OnRaised("forecast");
                break;
            case LimitTransition.Crossed:
                // the forecast stays open beside it: together they say what came and since when it was known
                slot.Crossing = WarningBuilder.Cross(slot.Key, watch.Limit, reading, value, slot.Detector.Profile.Identity, sampleMs, now);
                Append(EventTypes.AnomalyRaised, slot.Crossing, "raised");
                instruments.OnRaised("limit");
                break;
            case LimitTransition.Withdrawn or LimitTransition.Returned:
                EndWarning(slot, AnomalyState.Cleared, sampleMs);
                break;
            case LimitTransition.None when slot.Warning is { } warning && watch.Warns && sampleMs - warning.LastAt.ToUnixTimeMilliseconds() >= RefineEvery.TotalMilliseconds:
                slot.Warning = WarningBuilder.Refine(warning, slot.Key, watch.Limit, reading, value, sampleMs);
                Append(EventTypes.AnomalyUpdated, slot.Warning, $"updated/{sampleMs}");
                break;
            default:
                break;
        }
    }

    private void EndWarning(SeriesSlot slot, AnomalyState state, long sampleMs)
    {
        foreach (var (open, kind) in new[] { (slot.Crossing, "limit"), (slot.Warning, "forecast") })
        {
            if (open is not null)
            {
                Append(EventTypes.AnomalyCleared, open with { State = state, LastAt = DateTimeOffset.FromUnixTimeMilliseconds(sampleMs) }, "cleared");
                instruments.OnCleared(kind);
            }
        }

        slot.Warning = slot.Crossing = null;
    }
}
