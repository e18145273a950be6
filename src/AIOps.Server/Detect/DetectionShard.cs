using System.Collections.Concurrent;
using AIOps.Contracts.Catalogue;
using AIOps.Contracts.Events;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;
using AIOps.Detection.Metrics;
using AIOps.Server.Events;

namespace AIOps.Server.Detect;

/// <summary>
/// Single owner of the state of its workloads' series. A batch is stored, judged, and what follows from it appended to the event table, before it is confirmed.
/// When the table is away, what was judged waits in <c>_pending</c>, so that the repeated batch (whose samples are then known) still tells it.
/// </summary>
#pragma warning disable CA1001 // a semaphore without a wait handle holds nothing, and batches may still come while the process ends
internal sealed partial class DetectionShard(int number, ITelemetryHistory history, IOperationalStore store, ProfileSource profiles, DetectionOptions options, DetectionInstruments instruments, TimeProvider time, IServiceCatalogue? catalogue = null, Fence? fence = null)
#pragma warning restore CA1001
{
    private static readonly TimeSpan TellAgain = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan SilenceFloor = TimeSpan.FromSeconds(45);
    private readonly Dictionary<ulong, SeriesSlot> _slots = [];
    private readonly Dictionary<ulong, SeriesSlot> _priors = [];
    private readonly ConcurrentDictionary<string, WorkloadSlot> _workloads = new(StringComparer.Ordinal);
    private readonly List<NewEvent> _pending = [];
    private readonly SemaphoreSlim _owner = new(1, 1);
    private long _lastBatchMs;

    public int Number => number;

    public int SeriesCount => _slots.Count;

    public int LearningCount { get; private set; }

    public int OpenCount { get; private set; }

    /// <summary>Takes a batch; returns when it is safe and everything that follows from it is in the event table.</summary>
    public async Task ConsumeAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        await _owner.WaitAsync(cancellationToken);
        MetricBatch batch;
        try
        {
            batch = MetricBatchCodec.Decode(body.Span, Known);
        }
        finally
        {
            _owner.Release();
        }

        await ConsumeAsync(batch, cancellationToken);
    }

    /// <summary>Takes a batch that was made in this process.</summary>
    public async Task ConsumeAsync(MetricBatch batch, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        await _owner.WaitAsync(cancellationToken);
        try
        {
            await history.AppendAsync(number, batch, cancellationToken);
            var newest = Judge(batch, time.GetUtcNow(), out var judged, out var dropped, out var overLimit);
            await FlushAsync(cancellationToken);
            instruments.OnBatch(judged, dropped, overLimit, time.GetElapsedTime(began), time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(newest));
        }
        finally
        {
            _owner.Release();
        }
    }

    /// <summary>What depends on time alone: stale series, silent workloads, forgotten series.</summary>
    public async Task TickAsync(CancellationToken cancellationToken)
    {
        await _owner.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            FindSilence(now);
            FindStale(now);
            FindStuck(now);
            FollowCatalogue();
            FindNamedLimits();
            KeepCeiling(now);
            await FlushAsync(cancellationToken);
        }
        finally
        {
            _owner.Release();
        }
    }

    /// <summary>What a series' detector knows, for charts and questions; null when the shard does not watch it.</summary>
    public async Task<SeriesStanding?> DescribeAsync(ulong seriesId, CancellationToken cancellationToken)
    {
        await _owner.WaitAsync(cancellationToken);
        try
        {
            return _slots.TryGetValue(seriesId, out var slot)
                ? new SeriesStanding(slot.Detector.State, slot.Detector.LearningUntilMs, slot.Detector.LastMs, slot.Detector.IntervalMs, slot.Detector.Profile.Identity, slot.Open)
                : null;
        }
        finally
        {
            _owner.Release();
        }
    }

    /// <summary>Feedback changes the model of the series that the anomaly was raised on.</summary>
    public async Task<bool> LearnAsync(ulong seriesId, Feedback feedback, CancellationToken cancellationToken)
    {
        await _owner.WaitAsync(cancellationToken);
        try
        {
            if (!_slots.TryGetValue(seriesId, out var slot))
            {
                return false;
            }

            slot.Detector.Learn(feedback);
            LearnWork(slot, feedback, time.GetUtcNow());
            if (!slot.Detector.IsOpen && slot.Open is not null)
            {
                Clear(slot, AnomalyState.Cleared, time.GetUtcNow(), slot.Detector.LastMs);
            }

            await FlushAsync(cancellationToken);
            return true;
        }
        finally
        {
            _owner.Release();
        }
    }

    /// <summary>Since when anything is heard of a workload, Unix milliseconds; null when nothing was.</summary>
    public long? HeardSince(string workload) => _workloads.TryGetValue(workload, out var slot) ? slot.FirstHeardMs : null;

    private SeriesKey? Known(ulong id) => _slots.TryGetValue(id, out var slot) ? slot.Key : null;

    private long Judge(MetricBatch batch, DateTimeOffset now, out int judged, out int dropped, out int overLimit)
    {
        judged = dropped = overLimit = 0;
        var nowMs = now.ToUnixTimeMilliseconds();
        _lastBatchMs = nowMs;
        var newest = 0L;
        var slots = new SeriesSlot?[batch.Series.Count];
        for (var i = 0; i < slots.Length; i++)
        {
            slots[i] = Slot(batch.Series[i]);
            Hear(batch.Series[i].Entity.Workload, nowMs);
        }

        var seriesOf = batch.SeriesOf;
        var times = batch.Times;
        var values = batch.Values;
        for (var i = 0; i < batch.Count; i++)
        {
            newest = Math.Max(newest, times[i]);
            if (slots[seriesOf[i]] is not { } slot)
            {
                overLimit++;
                continue;
            }

            var before = slot.Detector.LastMs;
            var verdict = slot.Detector.Observe(times[i], values[i]);
            if (!verdict.Judged)
            {
                dropped++;
                continue;
            }

            slot.Work?.Pulse.Take(before, times[i], verdict.Value);

            judged++;
            Foresee(slot, verdict.Value, times[i], now);
            Hear(slot, verdict, times[i], now);
            if (verdict.Transition != Transition.None || verdict.Alert || slot.Open is not null)
            {
                Tell(slot, verdict, times[i], now);
            }
        }

        return newest == 0 ? nowMs : newest;
    }

    private void Tell(SeriesSlot slot, Verdict verdict, long sampleMs, DateTimeOffset now)
    {
        if (slot.Open is null)
        {
            if (verdict is { Open: true, Alert: true })
            {
                // what was told to be over because it fell silent, and comes back as bad as before, begins anew
                verdict = verdict.Transition is Transition.Opened ? verdict : verdict with { OnsetMs = sampleMs };
                slot.Open = AnomalyBuilder.Raise(slot.Key, verdict, slot.Detector.Profile.Identity, sampleMs, now) with { Evidence = slot.Entity?.Describe() ?? [] };
                CountOpening(slot, now);
                slot.ToldAtMs = now.ToUnixTimeMilliseconds();
                Append(EventTypes.AnomalyRaised, slot.Open, "raised");
                instruments.OnRaised("metric");
            }

            return;
        }

        if (!verdict.Open)
        {
            slot.Open = slot.Open with { QuietSince = QuietSince(verdict, sampleMs, now) };
            Clear(slot, AnomalyState.Cleared, now, sampleMs);
            return;
        }

        if (TellsQuiet(slot, verdict, sampleMs, now))
        {
            slot.Open = slot.Open with { QuietSince = QuietSince(verdict, sampleMs, now) };
            slot.ToldAtMs = now.ToUnixTimeMilliseconds();
            Append(EventTypes.AnomalyUpdated, slot.Open, $"quiet/{sampleMs}");
        }

        if (verdict.Score > slot.Open.Score)
        {
            slot.Open = slot.Open with
            {
                Score = verdict.Score,
                Value = verdict.Value,
                Expected = verdict.Expected,
                Lower = verdict.Lower,
                Upper = verdict.Upper,
                LastAt = DateTimeOffset.FromUnixTimeMilliseconds(sampleMs),
                Severity = (Severity)Math.Max((int)slot.Open.Severity, (int)SignalSeverity.Of(slot.Key, verdict)),
            };
        }

        if (verdict.Alert && slot.Open.Severity < Severity.Error && SignalSeverity.Of(slot.Key, verdict) is var severity && severity > slot.Open.Severity)
        {
            slot.Open = slot.Open with { Severity = severity, Value = verdict.Value, Expected = verdict.Expected, LastAt = DateTimeOffset.FromUnixTimeMilliseconds(sampleMs) };
            slot.ToldAtMs = now.ToUnixTimeMilliseconds();
            Append(EventTypes.AnomalyUpdated, slot.Open, $"severity/{sampleMs}");
        }

        if (verdict.Transition == Transition.Worsened && now.ToUnixTimeMilliseconds() - slot.ToldAtMs >= TellAgain.TotalMilliseconds)
        {
            slot.ToldAtMs = now.ToUnixTimeMilliseconds();
            Append(EventTypes.AnomalyUpdated, slot.Open, $"updated/{sampleMs}");
        }
    }

    // One good sample proves nothing, and a bad one after it is told at once; what flaps is told twice in fifteen seconds at most.
    private static bool TellsQuiet(SeriesSlot slot, Verdict verdict, long sampleMs, DateTimeOffset now) => slot.Open!.QuietSince is null
        ? verdict.QuietMs > 0 && sampleMs > verdict.QuietMs && now.ToUnixTimeMilliseconds() - slot.ToldAtMs >= TellAgain.TotalMilliseconds
        : verdict.QuietMs == 0;

    // how long it is quiet is read off the data, when that was off our clock
    private static DateTimeOffset? QuietSince(Verdict verdict, long sampleMs, DateTimeOffset now) =>
        verdict.QuietMs > 0 && sampleMs >= verdict.QuietMs ? now - TimeSpan.FromMilliseconds(sampleMs - verdict.QuietMs) : null;

    private void Clear(SeriesSlot slot, AnomalyState state, DateTimeOffset now, long sampleMs)
    {
        var cleared = slot.Open! with { State = state, LastAt = DateTimeOffset.FromUnixTimeMilliseconds(sampleMs) };
        slot.Open = null;
        slot.ToldAtMs = now.ToUnixTimeMilliseconds();
        Append(EventTypes.AnomalyCleared, cleared, "cleared");
        instruments.OnCleared("metric");
    }

    private void Hear(string workload, long nowMs)
    {
        if (!_workloads.TryGetValue(workload, out var slot))
        {
            if (_workloads.Count < options.MaxSeriesPerShard)
            {
                _workloads.TryAdd(workload, new WorkloadSlot { FirstHeardMs = nowMs, LastHeardMs = nowMs });
            }

            return;
        }

        if (nowMs > slot.LastHeardMs)
        {
            if (slot.Silent is null)
            {
                slot.UsualGapMs = Math.Max(nowMs - slot.LastHeardMs, slot.UsualGapMs * .98);
            }

            slot.LastHeardMs = nowMs;
        }

        if (slot.Silent is { } silent)
        {
            slot.Silent = null;
            Append(EventTypes.AnomalyCleared, silent with { State = AnomalyState.Cleared, LastAt = DateTimeOffset.FromUnixTimeMilliseconds(nowMs) }, "cleared");
            instruments.OnCleared("missing");
        }
    }

    private SeriesSlot? Slot(SeriesKey key)
    {
        if (_slots.TryGetValue(key.Id, out var slot))
        {
            return slot;
        }

        if (_slots.Count >= options.MaxSeriesPerShard)
        {
            return null;
        }

        var profile = profiles.For(key);
        var prior = key.Entity.Member is not null && _priors.TryGetValue(key.AtWorkload().Id, out var sibling) ? sibling : null;
        var detector = prior is not null && prior.Detector.State != LearningState.Learning ? SeriesDetector.FromPrior(prior.Detector) : new SeriesDetector(profile, key.Kind);
        slot = new SeriesSlot(key, detector);
        StartWatching(slot);
        Keep(slot);
        return slot;
    }

    private void Keep(SeriesSlot slot)
    {
        _slots[slot.Key.Id] = slot;
        slot.Detector.Margin = _ceiling.Margin;
        JoinEntity(slot);
        JoinWork(slot);
        if (slot.Key.Entity.Member is not null)
        {
            _priors.TryAdd(slot.Key.AtWorkload().Id, slot);
        }

        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        _workloads.TryAdd(slot.Key.Entity.Workload, new WorkloadSlot { FirstHeardMs = nowMs, LastHeardMs = nowMs });
    }

    private void Append(string type, Anomaly anomaly, string step) =>
        _pending.Add(new NewEvent($"anomaly/{anomaly.Id}", type, AIOpsJson.Write(anomaly), $"anomaly/{anomaly.Id}/{step}", Tracing.Current));

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_pending.Count == 0)
        {
            return;
        }

        if (await store.CommitAsync(new StoreCommit { Events = [.. _pending], Fences = fence is null ? [] : [fence] }, cancellationToken) == CommitOutcome.Fenced)
        {
            throw new ShardLostException(number);
        }

        _pending.Clear();
    }

    private void Count()
    {
        LearningCount = _slots.Values.Count(slot => slot.Detector.State == LearningState.Learning);
        OpenCount = _slots.Values.Count(slot => slot.Open is not null);
        WarningCount = _slots.Values.Count(slot => slot.Warning is not null);
    }
}
