using System.Globalization;
using AIOps.Contracts.Events;
using AIOps.Contracts.Telemetry;
using AIOps.Detection.Logs.Framing;

namespace AIOps.Detection.Logs.Signals;

/// <summary>Everything learnt about one workload's log: templates, rates, error share, what is open.</summary>
internal sealed class LogSourceState
{
    private const byte ErrorNumber = 17;
    private const long MaxAheadMs = 3_600_000;
    private const int MaxFiles = 64;
    private const int FramingSample = 40;

    private readonly LogAnomalyOptions _options;
    private readonly SecretMask _mask;
    private readonly LineRing _ring = new();
    private readonly FindingWriter _findings;
    private readonly RateSeries _series;
    private readonly Dictionary<int, TemplateActivity> _activity = [];
    private readonly List<OpenAnomaly> _incomplete = [];
    private readonly ErrorShare _errors = new();
    private readonly Dictionary<string, LogFraming> _framings = new(StringComparer.Ordinal);
    private readonly long _bucketMs;
    private long _firstMs;
    private long _bucketStart;
    private int _inBucket;
    private long _records;
    private double _singletons;

    public LogSourceState(EntityId entity, LogAnomalyOptions options, SecretMask mask, TemplateMiner? miner = null)
    {
        Entity = entity;
        _options = options;
        _mask = mask;
        _bucketMs = (long)options.Bucket.TotalMilliseconds;
        _findings = new FindingWriter(entity, mask, _ring);
        _series = new RateSeries(entity, options.MaxSeriesPerService, options.Bucket);
        Miner = miner ?? new TemplateMiner(options.Mining);
    }

    public EntityId Entity { get; }

    public TemplateMiner Miner { get; private set; }

    public LineRing Ring => _ring;

    public long Late { get; private set; }

    public long Future { get; private set; }

    public long Suppressed { get; private set; }

    /// <summary>True once new templates are news.</summary>
    private bool Learnt => _records >= _options.MinLearningRecords && _bucketStart - _firstMs >= _options.Learning.TotalMilliseconds;

    public void Observe(string stream, ReadOnlySpan<byte> body, ReadOnlySpan<byte> template, long timeMs, byte severity, DateTimeOffset decidedAt, MetricBatch rates)
    {
        _findings.DecidedAt = decidedAt;
        var line = body;
        if (template.IsEmpty && Framing(stream) is { } framing && (!framing.Sample(body) || framing.Learnt))
        {
            if (!framing.TryFrame(body, out var content, out var told))
            {
                // a continuation belongs to the record before: shown with it, not mined
                _ring.Add(body);
                return;
            }

            body = body[content..];
            severity = severity > 0 ? severity : told;
        }

        timeMs = Place(timeMs, rates);
        var level = severity > 0 ? severity : SeverityWords.Find(body);
        var learnt = Learnt;
        _ring.Add(line);
        var mined = Miner.Mine(body, timeMs, level, template);
        _records++;
        _inBucket++;
        _errors.InBucket += level >= ErrorNumber ? 1 : 0;
        var activity = Activity(mined.TemplateId, timeMs, out var first);
        activity.Arrive(timeMs);
        _singletons = Math.Max(0, (_singletons * 0.9999) + (first ? 1 : 0));
        if (activity.Total == 2)
        {
            _singletons = Math.Max(0, _singletons - 1);
        }

        if (first && learnt && mined.IsNew)
        {
            RaiseNew(activity, level, timeMs);
        }

        if (activity.New is { } isNew)
        {
            isNew.LastMs = timeMs;
        }

        if (activity.Missing is { } missing)
        {
            missing.LastMs = timeMs;
            _findings.Clear(missing);
            activity.Missing = null;
        }

        for (var i = _incomplete.Count - 1; i >= 0; i--)
        {
            _findings.Complete(_incomplete[i]);
            if (_incomplete[i].FirstLine < 0)
            {
                _incomplete.RemoveAt(i);
            }
        }
    }

    /// <summary>Ends the buckets before a time although no record came.</summary>
    public void Advance(long timeMs, DateTimeOffset decidedAt, MetricBatch rates)
    {
        _findings.DecidedAt = decidedAt;
        if (_bucketStart > 0)
        {
            EndBuckets(timeMs, rates);
        }
    }

    public IReadOnlyList<LogFinding> Take() => _findings.Take();

    public void Write(BinaryWriter writer)
    {
        writer.Write(Entity.Workload);
        writer.Write(_firstMs);
        writer.Write(_bucketStart);
        writer.Write(_inBucket);
        writer.Write(_records);
        writer.Write(_singletons);
        _errors.Write(writer);
        writer.Write(_activity.Count);
        foreach (var activity in _activity.Values)
        {
            activity.Write(writer);
        }

        writer.Flush();
        Miner.Checkpoint(writer.BaseStream, _mask);
    }

    public void Read(BinaryReader reader)
    {
        _firstMs = reader.ReadInt64();
        _bucketStart = reader.ReadInt64();
        _inBucket = reader.ReadInt32();
        _records = reader.ReadInt64();
        _singletons = reader.ReadDouble();
        _errors.Read(reader);
        var count = reader.ReadInt32();
        for (var i = 0; i < count; i++)
        {
            var activity = TemplateActivity.Read(reader);
            _activity[activity.Id] = activity;
        }

        Miner = TemplateMiner.Restore(reader.BaseStream, _options.Mining);
    }

    // Lines of files carry a header of their own; what comes over a protocol has been taken apart by its sender.
    private LogFraming? Framing(string stream)
    {
        if (stream.Length == 0 || !(stream[0] == '/' || stream.Contains(":\\", StringComparison.Ordinal)))
        {
            return null;
        }

        if (!_framings.TryGetValue(stream, out var framing) && _framings.Count < MaxFiles)
        {
            _framings.Add(stream, framing = new LogFraming(FramingSample));
        }

        return framing;
    }

    // A clock that goes back, or far ahead, must not end or reopen buckets.
    private long Place(long timeMs, MetricBatch rates)
    {
        if (_bucketStart == 0)
        {
            _firstMs = timeMs;
            _bucketStart = timeMs - (timeMs % _bucketMs);
        }

        if (timeMs < _bucketStart)
        {
            Late++;
            return _bucketStart;
        }

        if (timeMs >= _bucketStart + MaxAheadMs && _inBucket > 0 && Future++ < 100)
        {
            return _bucketStart;
        }

        EndBuckets(timeMs, rates);
        Future = 0;
        return timeMs;
    }

    private TemplateActivity Activity(int id, long timeMs, out bool first)
    {
        first = !_activity.TryGetValue(id, out var activity);
        if (first)
        {
            activity = new TemplateActivity(id) { FirstMs = timeMs };
            _activity.Add(id, activity);
        }

        return activity!;
    }

    private void RaiseNew(TemplateActivity activity, byte level, long timeMs)
    {
        // Good-Turing: the chance that the next record is new is the share of templates seen once
        var usual = (_singletons - 1) / Math.Max(_records, 1.0);
        var novelty = Math.Clamp(1 - (Math.Log10(1 + (Math.Max(usual, 0) * 10_000)) / 4), 0.1, 1);
        var (weight, severity) = level switch
        {
            >= 21 => (0.98, Severity.Error),
            >= ErrorNumber => (0.9, Severity.Error),
            >= 13 => (0.7, Severity.Warning),
            _ => (0.45, Severity.Info),
        };
        if (_findings.RaisedInBucket >= _options.MaxRaisedPerBucket)
        {
            Suppressed++;
            return;
        }

        var text = Text(activity.Id);
        activity.New = _findings.Raise("new-template", text, activity.Id, timeMs, weight * novelty, severity, $"A message that {Entity.Name} never wrote before: {text}");
        _incomplete.Add(activity.New);
    }

    private void EndBuckets(long timeMs, MetricBatch rates)
    {
        // after a long silence only the last buckets matter
        if (timeMs - _bucketStart > 120 * _bucketMs)
        {
            EndBucket(rates);
            _bucketStart = timeMs - (timeMs % _bucketMs) - (2 * _bucketMs);
        }

        while (timeMs >= _bucketStart + _bucketMs)
        {
            EndBucket(rates);
            _bucketStart += _bucketMs;
        }
    }

    private void EndBucket(MetricBatch rates)
    {
        Follow(Miner.TakeChanges());
        var end = _bucketStart + _bucketMs;
        var learnt = Learnt;
        JudgeErrors(end, learnt);
        foreach (var activity in _activity.Values)
        {
            JudgeBurst(activity, end, learnt);
            JudgeHeartbeat(activity, end, learnt);
            JudgeNew(activity, end);
        }

        _series.Emit(_activity, end, _inBucket, _errors.InBucket, rates);
        foreach (var activity in _activity.Values)
        {
            activity.EndBucket(activity.Burst is null);
        }

        _errors.EndBucket(_inBucket, _errors.Open is null);
        _inBucket = 0;
        _findings.RaisedInBucket = 0;
    }

    // What was learnt of a template that became part of another goes with it.
    private void Follow(IReadOnlyList<TemplateChange> changes)
    {
        foreach (var change in changes)
        {
            if (change.Kind != TemplateChangeKind.Merged || !_activity.Remove(change.Old, out var old))
            {
                continue;
            }

            foreach (var open in (ReadOnlySpan<OpenAnomaly?>)[old.New, old.Burst, old.Missing])
            {
                if (open is not null)
                {
                    _findings.Clear(open);
                }
            }

            _series.Forget(old);
            var into = Activity(Miner.Resolve(change.New), old.FirstMs, out _);
            into.Total += old.Total;
            into.InBucket += old.InBucket;
            into.FirstMs = Math.Min(into.FirstMs, old.FirstMs);
            into.LastMs = Math.Max(into.LastMs, old.LastMs);
        }
    }

    private void JudgeErrors(long end, bool learnt)
    {
        var excess = _errors.Excess(_inBucket);
        var share = _inBucket == 0 ? 0 : (double)_errors.InBucket / _inBucket;
        var high = excess >= 5 && _errors.InBucket >= 3 && share >= _errors.Usual + 0.05;
        var score = 1 - Math.Exp(-excess / 10);
        if (_errors.Open is { } open)
        {
            if (excess >= 2.5)
            {
                open.LastMs = end;
                _findings.Worsen(open, score, share, end);
            }
            else if (end - open.LastMs >= _options.ClearAfter.TotalMilliseconds)
            {
                _findings.Clear(open);
                _errors.Open = null;
            }
        }
        else if (high && learnt)
        {
            var summary = string.Create(CultureInfo.InvariantCulture, $"{share:P0} of {Entity.Name}'s log records are errors, usually {_errors.Usual:P1}");
            _errors.Open = _findings.Raise("error-share", "log.error.share", 0, end - _bucketMs, score, Severity.Error, summary, AnomalyDirection.Up, share, _errors.Usual, withLine: false);
            _incomplete.Add(_errors.Open);
        }
    }

    private void JudgeBurst(TemplateActivity activity, long end, bool learnt)
    {
        if (activity.InBucket == 0 && activity.Burst is null)
        {
            return;
        }

        var excess = activity.Excess;
        var score = 1 - Math.Exp(-excess / 20);
        if (activity.Burst is { } open)
        {
            if (excess >= 4)
            {
                open.LastMs = end;
                _findings.Worsen(open, score, activity.InBucket, end);
            }
            else if (end - open.LastMs >= _options.ClearAfter.TotalMilliseconds)
            {
                _findings.Clear(open);
                activity.Burst = null;
            }

            return;
        }

        if (!learnt || activity.Buckets < 6 || excess < 8 || activity.InBucket < 20 || activity.InBucket < 4 * activity.Mean)
        {
            return;
        }

        if (_findings.RaisedInBucket >= _options.MaxRaisedPerBucket)
        {
            Suppressed++;
            return;
        }

        var text = Text(activity.Id);
        var severity = Miner.Find(activity.Id)?.Severity >= ErrorNumber ? Severity.Error : Severity.Warning;
        var summary = string.Create(CultureInfo.InvariantCulture, $"{activity.InBucket} records in {_options.Bucket.TotalSeconds:0} s, usually {activity.Mean:0.#}: {text}");
        activity.Burst = _findings.Raise("burst", text, activity.Id, end - _bucketMs, score, severity, summary, AnomalyDirection.Up, activity.InBucket, activity.Mean, withLine: false);
        _incomplete.Add(activity.Burst);
    }

    private void JudgeHeartbeat(TemplateActivity activity, long end, bool learnt)
    {
        // a source that is silent as a whole is a matter of its own, so the heartbeat is missed only while others still write
        if (!learnt || activity.Missing is not null || !activity.IsHeartbeat || _inBucket == 0)
        {
            return;
        }

        var silent = end - activity.LastMs;
        if (silent < Math.Max(4 * activity.Gap, 3 * _bucketMs))
        {
            return;
        }

        var text = Text(activity.Id);
        var summary = string.Create(CultureInfo.InvariantCulture, $"A message that comes every {activity.Gap / 1000:0.#} s has not come for {silent / 1000.0:0} s: {text}");
        activity.Missing = _findings.Raise("vanished", text, activity.Id, activity.LastMs, 0.7, Severity.Warning, summary, AnomalyDirection.Down, silent / 1000.0, activity.Gap / 1000, withLine: false);
    }

    private void JudgeNew(TemplateActivity activity, long end)
    {
        if (activity.New is { } open && (end - open.LastMs >= _options.ClearAfter.TotalMilliseconds || end - activity.FirstMs >= _options.AbsorbAfter.TotalMilliseconds))
        {
            _findings.Clear(open);
            activity.New = null;
        }
    }

    private string Text(int id) => _mask.Apply(Miner.Find(id)?.Text ?? "") is var text && text.Length > 400 ? text[..400] + "…" : text;
}
