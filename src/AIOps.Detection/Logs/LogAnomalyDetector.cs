using System.Text;
using AIOps.Contracts.Telemetry;
using AIOps.Detection.Logs.Signals;

namespace AIOps.Detection.Logs;

/// <summary>
/// Watches the logs of many sources: mines templates per workload and finds new and rare templates, bursts, vanished heartbeats, a changed share of errors,
/// values that a parameter never had, and sessions of another shape.
/// Time comes from the records; nothing is allocated for a record whose pattern is known. Not thread safe: one owner, as for any shard.
/// </summary>
public sealed class LogAnomalyDetector
{
    private const byte Version = 2;

    private readonly LogAnomalyOptions _options;
    private readonly SecretMask _mask;
    private readonly Dictionary<string, LogSourceState> _sources = new(StringComparer.Ordinal);
    private long _records;
    private long _refused;

    /// <summary>Makes a detector that has learnt nothing.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="mask">What secrets look like; they are masked in everything that leaves the detector.</param>
    public LogAnomalyDetector(LogAnomalyOptions? options = null, SecretMask? mask = null)
    {
        _options = options ?? new LogAnomalyOptions();
        _mask = mask ?? new SecretMask();
    }

    /// <summary>What was met so far.</summary>
    public LogDetectorCounters Counters => new(
        _records,
        _sources.Values.Sum(source => source.Late),
        _sources.Values.Sum(source => source.Future),
        _refused,
        _sources.Values.Sum(source => source.Suppressed),
        _sources.Values.Sum(source => source.RefusedParameters),
        _sources.Values.Sum(source => source.RefusedSessions),
        _sources.Values.Sum(source => source.Miner.Counters.Overflowed),
        _sources.Count,
        _sources.Values.Sum(source => source.Parameters),
        _sources.Values.Sum(source => source.Sessions));

    /// <summary>The workloads that wrote records.</summary>
    public IReadOnlyCollection<string> Workloads => _sources.Keys;

    /// <summary>Takes records in the order they came.</summary>
    /// <param name="batch">Records of any sources.</param>
    /// <param name="decidedAt">Our clock, for <c>DetectedAt</c>.</param>
    /// <param name="heardSince">Since when, in Unix milliseconds, anything is heard of a workload; null when nothing is known. A log that said nothing for as long as it takes to learn one is known to be silent.</param>
    public LogObservation Observe(LogBatch batch, DateTimeOffset decidedAt, Func<string, long?>? heardSince = null)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var rates = new MetricBatch();
        var states = new LogSourceState?[batch.Sources.Count];
        for (var i = 0; i < states.Length; i++)
        {
            states[i] = Source(batch.Sources[i], heardSince);
        }

        for (var i = 0; i < batch.Count; i++)
        {
            var entry = batch.Entries[i];
            if (states[entry.Source] is not { } state)
            {
                _refused++;
                continue;
            }

            _records++;
            state.Observe(batch.Sources[entry.Source].Name, batch.Text(entry.Body), batch.Text(entry.Template), batch.Text(entry.TraceId), entry.TimeMs, entry.Severity, decidedAt, rates);
        }

        return new LogObservation(Take(states), rates);
    }

    /// <summary>Ends the counting buckets before a time: what tells a silence. To be called about once a bucket.</summary>
    /// <param name="dataTime">Time that the telemetry has reached.</param>
    /// <param name="decidedAt">Our clock.</param>
    public LogObservation Advance(DateTimeOffset dataTime, DateTimeOffset decidedAt)
    {
        var rates = new MetricBatch();
        foreach (var source in _sources.Values)
        {
            source.Advance(dataTime.ToUnixTimeMilliseconds(), decidedAt, rates);
        }

        return new LogObservation(Take(_sources.Values), rates);
    }

    /// <summary>A workload's templates, most records first, without secrets; empty when the workload is unknown.</summary>
    public IReadOnlyList<LogTemplate> Templates(string workload) =>
        _sources.TryGetValue(workload, out var source) ? [.. source.Miner.Templates().Select(template => template with { Text = _mask.Apply(template.Text) })] : [];

    /// <summary>A workload's templates with how often they come, most records first, without secrets; empty when the workload is unknown.</summary>
    public IReadOnlyList<TemplateStanding> Standings(string workload) =>
        _sources.TryGetValue(workload, out var source) ? [.. source.Miner.Templates().Select(template => Standing(source, template))] : [];

    /// <summary>One template of a workload, also by an id that was merged away; null when there is none.</summary>
    public TemplateStanding? Standing(string workload, int id) =>
        _sources.TryGetValue(workload, out var source) && source.Miner.Find(id) is { } template ? Standing(source, template) : null;

    /// <summary>The raw lines around the last record of a template, oldest first, without secrets; empty when it is no longer held.</summary>
    public IReadOnlyList<string> LinesAround(string workload, int id, int before = 5, int after = 5)
    {
        if (!_sources.TryGetValue(workload, out var source))
        {
            return [];
        }

        var wanted = source.Miner.Resolve(id);
        var line = source.Ring.Find(marked => marked != 0 && source.Miner.Resolve(marked) == wanted);
        return line < 0 ? [] : [.. source.Ring.Read(line - before, before + 1 + after, _mask)];
    }

    /// <summary>A workload's last raw lines, oldest first, without secrets.</summary>
    public IReadOnlyList<string> RecentLines(string workload, int count = 20) =>
        _sources.TryGetValue(workload, out var source) ? [.. source.Ring.Read(source.Ring.Next - count, count, _mask)] : [];

    /// <summary>Writes what was learnt; raw lines are not part of it.</summary>
    public void Checkpoint(Stream output)
    {
        using var writer = new BinaryWriter(output, Encoding.UTF8, leaveOpen: true);
        writer.Write((byte)'A');
        writer.Write((byte)'D');
        writer.Write(Version);
        writer.Write(_records);
        writer.Write(_sources.Count);
        foreach (var source in _sources.Values)
        {
            source.Write(writer);
        }
    }

    /// <summary>Makes a detector that goes on where <see cref="Checkpoint"/> was.</summary>
    /// <exception cref="InvalidDataException">The checkpoint is malformed or of another version.</exception>
    public static LogAnomalyDetector Restore(Stream input, LogAnomalyOptions? options = null, SecretMask? mask = null)
    {
        var detector = new LogAnomalyDetector(options, mask);
        using var reader = new BinaryReader(input, Encoding.UTF8, leaveOpen: true);
        try
        {
            if (reader.ReadByte() != 'A' || reader.ReadByte() != 'D' || reader.ReadByte() != Version)
            {
                throw new InvalidDataException($"log checkpoint: not a checkpoint of version {Version}; start without it to learn anew");
            }

            detector._records = reader.ReadInt64();
            var count = reader.ReadInt32();
            for (var i = 0; i < count; i++)
            {
                var entity = new EntityId(reader.ReadString());
                var state = new LogSourceState(entity, detector._options, detector._mask);
                state.Read(reader);
                detector._sources[entity.Workload] = state;
            }
        }
        catch (EndOfStreamException cut)
        {
            throw new InvalidDataException("log checkpoint: cut short", cut);
        }

        return detector;
    }

    private TemplateStanding Standing(LogSourceState source, LogTemplate template)
    {
        var activity = source.Activity.GetValueOrDefault(template.Id);
        var recent = activity?.Recent() ?? [];
        var rate = recent.Count == 0 ? 0 : recent.Sum() / (recent.Count * _options.Bucket.TotalSeconds);
        return new TemplateStanding(template with { Text = _mask.Apply(template.Text) }, rate, recent, activity?.Example ?? "");
    }

    private static List<LogFinding> Take(IEnumerable<LogSourceState?> states)
    {
        var findings = new List<LogFinding>();
        foreach (var state in states.Distinct())
        {
            if (state is not null)
            {
                findings.AddRange(state.Take());
            }
        }

        return findings;
    }

    private LogSourceState? Source(LogSource source, Func<string, long?>? heardSince)
    {
        if (_sources.TryGetValue(source.Entity.Workload, out var state))
        {
            return state;
        }

        if (_sources.Count >= _options.MaxSources)
        {
            return null;
        }

        state = new LogSourceState(source.Entity.AsWorkload(), _options, _mask) { HeardSinceMs = heardSince?.Invoke(source.Entity.Workload) };
        _sources.Add(source.Entity.Workload, state);
        return state;
    }
}
