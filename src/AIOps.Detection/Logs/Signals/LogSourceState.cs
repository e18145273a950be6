using System.Globalization;
using AIOps.Contracts.Telemetry;
using AIOps.Detection.Logs.Framing;

namespace AIOps.Detection.Logs.Signals;

/// <summary>Everything learnt about one workload's log; hands each record to the signals, and ends their buckets by the records' time.</summary>
internal sealed class LogSourceState
{
    private const byte ErrorNumber = 17;
    private const long MaxAheadMs = 3_600_000;
    private const int MaxText = 400;
    private const int ExampleCharacters = 200;
    private const int MaxFuture = 100;

    private readonly LogAnomalyOptions _options;
    private readonly SecretMask _mask;
    private readonly LineRing _ring = new();
    private readonly FileFramings _files = new();
    private readonly FindingWriter _findings;
    private readonly RateSeries _series;
    private readonly TemplateSignals _templates;
    private readonly ParameterSignals _parameters;
    private readonly SessionSignals _sessions;
    private readonly ShareSignal _errors = new("error-share", "log.error.share");
    private readonly long _bucketMs;
    private long _firstMs;
    private long _bucketStart;
    private long _ahead;

    public LogSourceState(EntityId entity, LogAnomalyOptions options, SecretMask mask)
    {
        Entity = entity;
        _options = options;
        _mask = mask;
        _bucketMs = (long)options.Bucket.TotalMilliseconds;
        _findings = new FindingWriter(entity, mask, _ring);
        _series = new RateSeries(entity, options.MaxSeriesPerService, options.Bucket);
        _templates = new TemplateSignals(entity, options, _findings, Text, (id, siblings) => Miner!.IsVariant(id, siblings));
        _parameters = new ParameterSignals(entity, options, mask, _findings, Text);
        _sessions = new SessionSignals(options, _findings, Text);
        Miner = new TemplateMiner(options.Mining);
    }

    public EntityId Entity { get; }

    /// <summary>Since when anything is heard of the workload, when that is longer than of its log.</summary>
    public long? HeardSinceMs { get; init; }

    public TemplateMiner Miner { get; private set; }

    public LineRing Ring => _ring;

    public IReadOnlyDictionary<int, TemplateActivity> Activity => _templates.Activity;

    public long Late { get; private set; }

    public long Future { get; private set; }

    public long Suppressed => _templates.Suppressed + _parameters.Suppressed;

    public int Parameters => _parameters.Count;

    public long RefusedParameters => _parameters.Refused;

    public int Sessions => _sessions.Count;

    public long RefusedSessions => _sessions.Refused;

    /// <summary>True once new templates are news.</summary>
    private bool Learnt => _templates.Records >= _options.MinLearningRecords && Watched;

    /// <summary>True once it was watched long enough: a log with few records, or none so far, is then known to be a quiet one, and errors in it are news.</summary>
    private bool Watched => _bucketStart - _firstMs >= _options.Learning.TotalMilliseconds;

    public void Observe(string stream, ReadOnlySpan<byte> body, ReadOnlySpan<byte> template, ReadOnlySpan<byte> traceId, long timeMs, byte severity, DateTimeOffset decidedAt, MetricBatch rates)
    {
        _findings.DecidedAt = decidedAt;
        var line = body;
        if (template.IsEmpty && _files.Of(stream) is { } framing && (!framing.Sample(body) || framing.Learnt))
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
        _ring.Mark(mined.TemplateId);
        Follow(Miner.TakeChanges());
        _errors.Add(level >= ErrorNumber);
        if (_templates.Arrive(mined, level, timeMs, learnt) is { } unseen)
        {
            unseen.Example = _mask.Apply(line, ExampleCharacters);
        }

        if (template.IsEmpty)
        {
            _parameters.Observe(Miner, mined, body, level, timeMs, learnt);
        }

        // of a record that was not mined the variable parts are not known
        if (template.IsEmpty || !traceId.IsEmpty)
        {
            _sessions.Observe(Miner, mined.TemplateId, body, traceId, timeMs);
        }

        _findings.OnLine();
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
        _errors.Write(writer);
        _templates.Write(writer);
        _parameters.Write(writer);
        _sessions.Write(writer);
        writer.Flush();
        Miner.Checkpoint(writer.BaseStream, _mask);
    }

    public void Read(BinaryReader reader)
    {
        _firstMs = reader.ReadInt64();
        _bucketStart = reader.ReadInt64();
        _errors.Read(reader);
        _templates.Read(reader);
        _parameters.Read(reader);
        _sessions.Read(reader);
        Miner = TemplateMiner.Restore(reader.BaseStream, _options.Mining);
    }

    // A clock that goes back, or far ahead, must not end or reopen buckets.
    private long Place(long timeMs, MetricBatch rates)
    {
        if (_bucketStart == 0)
        {
            _firstMs = Math.Min(timeMs, HeardSinceMs ?? timeMs);
            _bucketStart = timeMs - (timeMs % _bucketMs);
        }

        if (timeMs < _bucketStart)
        {
            Late++;
            return _bucketStart;
        }

        if (timeMs >= _bucketStart + MaxAheadMs && _errors.InBucket > 0 && _ahead++ < MaxFuture)
        {
            Future++;
            return _bucketStart;
        }

        EndBuckets(timeMs, rates);
        _ahead = 0;
        return timeMs;
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
        var end = _bucketStart + _bucketMs;
        var learnt = Learnt;
        var (records, errors) = (_errors.InBucket, _errors.BadInBucket);
        _errors.EndBucket(_findings, _bucketStart, end, Watched, _options.ClearAfter.TotalMilliseconds, ErrorSummary);
        _templates.Judge(end, records, learnt, id => Miner.Find(id)?.Severity ?? 0);
        _series.Emit(_templates.Activity.Values, end, records, errors, rates);
        _parameters.EndBucket(end, rates);
        _sessions.EndBucket(_bucketStart, end, learnt, Miner.Resolve);
        _templates.EndBucket();
        _findings.RaisedInBucket = 0;
    }

    // What was learnt of a template that became part of another goes with it; what rests on its parts is learnt anew.
    private void Follow(IReadOnlyList<TemplateChange> changes)
    {
        if (changes.Count == 0)
        {
            return;
        }

        foreach (var change in changes)
        {
            if (change.Kind == TemplateChangeKind.Merged && _templates.Merge(change.Old, Miner.Resolve(change.New)) is { } gone)
            {
                _series.Forget(gone);
            }
        }

        _parameters.Forget(changes);
        _sessions.Forget();
    }

    private string ErrorSummary(double share, double usual) =>
        string.Create(CultureInfo.InvariantCulture, $"{share:P0} of {Entity.Name}'s log records are errors, usually {usual:P1}");

    private string Text(int id) => _mask.Apply(Miner.Find(id)?.Text ?? "") is var text && text.Length > MaxText ? text[..MaxText] + "…" : text;
}
