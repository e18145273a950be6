using System.Text;
using AIOps.Detection.Logs.Mining;

namespace AIOps.Detection.Logs;

/// <summary>
/// Finds the message templates of one source in a stream, without configuration. A record is masked by the shape of its words and looked up in a
/// cache of masked patterns; only a pattern that is new is compared with templates, and templates are consolidated as patterns accumulate.
/// Cost: one pass over the bytes and one look-up for a known pattern, without allocation. Not thread safe.
/// </summary>
public sealed class TemplateMiner
{
    private const int OverflowId = 0;

    private readonly TemplateMinerOptions _options;
    private readonly SeededHash _hash = new();
    private readonly RecordMasker _masker = new();
    private readonly PatternCache _cache;
    private readonly Consolidation _consolidation;
    private readonly TemplateFamilies _families;
    private readonly Dictionary<int, TemplateBucket> _buckets = [];
    private readonly Dictionary<string, MinedPattern> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<int, Template> _templates = [];
    private readonly List<TemplateChange> _changes = [];
    private readonly MinedPattern _overflow;
    private readonly ulong _blank;
    private int _nextId = 1;
    private double _reserve;
    private long _reserveAtMs;
    private long _records;
    private long _misses;
    private long _overflowed;
    private long _cut;
    private long _binary;

    /// <summary>Makes an empty miner.</summary>
    /// <param name="options">Bounds.</param>
    public TemplateMiner(TemplateMinerOptions? options = null)
    {
        _options = options ?? new TemplateMinerOptions();
        _cache = new PatternCache(_options.MaxPatterns);
        _consolidation = new Consolidation(_hash);
        _families = new TemplateFamilies(_hash, _consolidation.Evidence);
        _reserve = _options.MaxTemplates;
        _blank = _hash.Of(" "u8);
        _overflow = new MinedPattern([], 0, new Template(OverflowId, PatternTokens.Of([], _hash)), []);
    }

    /// <summary>What was met so far.</summary>
    public MinerCounters Counters => new(_records, _misses, _overflowed, _cut, _binary, _cache.Evicted, _templates.Count, _cache.Count);

    /// <summary>Takes one record.</summary>
    /// <param name="record">The message without its header, UTF-8, possibly invalid.</param>
    /// <param name="unixMilliseconds">The record's time; 0 when it has none.</param>
    /// <param name="severity">OpenTelemetry severity number 0-24.</param>
    /// <param name="knownTemplate">The message template when the record carries it: then nothing is mined.</param>
    public MinedRecord Mine(ReadOnlySpan<byte> record, long unixMilliseconds = 0, byte severity = 0, ReadOnlySpan<byte> knownTemplate = default)
    {
        _records++;
        if (!knownTemplate.IsEmpty)
        {
            return Known(knownTemplate, unixMilliseconds, severity);
        }

        _masker.Mask(record);
        _cut += _masker.Cut ? 1 : 0;
        _binary += _masker.Binary ? 1 : 0;
        var masked = _masker.Masked;
        var hash = _hash.Of(masked);
        var isNew = false;
        var pattern = _cache.Find(hash, masked) ?? Learn(record, masked, hash, unixMilliseconds, out isNew);
        pattern.Observe(record, _masker.Slots);
        var template = pattern.Template.Root;
        if (!pattern.Sampled)
        {
            template.Lines++;
        }

        Touch(template, unixMilliseconds, severity);
        return new MinedRecord(template.Head.Id, isNew, pattern);
    }

    /// <summary>The variable parts of the record that was mined last (those found by shape), as spans of it.</summary>
    /// <param name="parameters">Filled from the front.</param>
    /// <returns>How many were written.</returns>
    public int CopyParameters(Span<ParameterSpan> parameters)
    {
        var slots = _masker.Slots;
        var count = Math.Min(slots.Length, parameters.Length);
        for (var i = 0; i < count; i++)
        {
            parameters[i] = new ParameterSpan(slots[i].Start, slots[i].Length);
        }

        return count;
    }

    /// <summary>A pattern cut into tokens, as its template counts them.</summary>
    internal PatternTokens Tokens(MinedPattern pattern) => PatternTokens.Of(pattern.Text, _hash);

    /// <summary>Whether a template differs from others only at positions that have shown so many different words.</summary>
    internal bool IsVariant(int templateId, int siblings) =>
        _templates.TryGetValue(templateId, out var template) && template.Known is null && template.MergedInto is null && _buckets.TryGetValue(template.Words.Length, out var bucket)
        && Variants.Has(template, bucket.Templates, siblings, _blank);

    /// <summary>The id that a template has now, after merges; the id itself when it is unknown.</summary>
    public int Resolve(int templateId) => _templates.TryGetValue(templateId, out var template) ? template.Head.Id : templateId;

    /// <summary>A template by its id (also one that was merged away), or null.</summary>
    public LogTemplate? Find(int templateId) =>
        templateId == OverflowId ? Describe(_overflow.Template) : _templates.TryGetValue(templateId, out var template) ? Describe(template.Head) : null;

    /// <summary>All templates, most lines first.</summary>
    public IReadOnlyList<LogTemplate> Templates() =>
        [.. _templates.Values.Where(template => template.Head == template).Select(Describe).OrderByDescending(template => template.Lines).ThenBy(template => template.Id)];

    /// <summary>Merges and splits since the last call, in order.</summary>
    public IReadOnlyList<TemplateChange> TakeChanges()
    {
        if (_changes.Count == 0)
        {
            return [];
        }

        TemplateChange[] taken = [.. _changes];
        _changes.Clear();
        return taken;
    }

    /// <summary>Reconsiders all templates with everything that is known now.</summary>
    public void Consolidate()
    {
        foreach (var bucket in _buckets.Values)
        {
            Consolidate(bucket);
        }
    }

    /// <summary>Writes what was learnt; values that look like secrets are left out.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="mask">What a secret looks like.</param>
    public void Checkpoint(Stream output, SecretMask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        using var writer = new BinaryWriter(output, Encoding.UTF8, leaveOpen: true);
        MinerCheckpoint.Write(writer, _templates.Values, _nextId, mask);
    }

    /// <summary>Makes a miner that goes on where <see cref="Checkpoint"/> was.</summary>
    /// <param name="input">Where from.</param>
    /// <param name="options">Bounds.</param>
    /// <exception cref="InvalidDataException">The checkpoint is malformed or of another version.</exception>
    public static TemplateMiner Restore(Stream input, TemplateMinerOptions? options = null)
    {
        var miner = new TemplateMiner(options);
        using var reader = new BinaryReader(input, Encoding.UTF8, leaveOpen: true);
        try
        {
            (var templates, miner._nextId) = MinerCheckpoint.Read(reader, miner._hash);
            foreach (var template in templates)
            {
                miner.Adopt(template);
            }

            foreach (var bucket in miner._buckets.Values)
            {
                miner._families.Update(bucket.Templates, []);
            }
        }
        catch (EndOfStreamException cut)
        {
            throw new InvalidDataException("miner checkpoint: cut short", cut);
        }

        return miner;
    }

    private void Adopt(Template template)
    {
        _templates[template.Id] = template;
        if (template.MergedInto is not null)
        {
            return;
        }

        if (template.Known is { } known)
        {
            var pattern = template.Samples.Count > 0 ? template.Samples[0] : new MinedPattern([], 0, template, []);
            _known[known] = pattern;
            return;
        }

        foreach (var sample in template.Samples)
        {
            _cache.Add(sample);
        }

        if (!_buckets.TryGetValue(template.Words.Length, out var bucket))
        {
            _buckets.Add(template.Words.Length, bucket = new TemplateBucket(_hash));
        }

        bucket.Add(template);
    }

    private static void Touch(Template template, long unixMilliseconds, byte severity)
    {
        template.LastSeenMs = Math.Max(template.LastSeenMs, unixMilliseconds);
        template.Severity = Math.Max(template.Severity, severity);
    }

    private LogTemplate Describe(Template template) => new(
        template.Id,
        template.Id == OverflowId ? "<*>" : TemplateText.Of(Longest(template), _hash, literals: true, template.Forms is not null),
        template.Id == OverflowId ? "<*>" : TemplateText.Of(Longest(template), _hash, literals: false, template.Forms is not null),
        Forms(template).Sum(form => form.Lines + form.Samples.Sum(sample => sample.Lines)),
        Forms(template).Min(form => form.FirstSeenMs),
        Forms(template).Max(form => form.LastSeenMs),
        Forms(template).Max(form => form.Severity));

    // a form with an optional part tells more than one without
    private static Template Longest(Template head) => head.Forms is null ? head : Forms(head).Where(form => form.Samples.Count > 0).MaxBy(form => form.Words.Length) ?? head;

    private static IEnumerable<Template> Forms(Template head) => head.Forms is null ? [head] : head.Forms.Where(form => form.MergedInto is null && form.Head == head).Prepend(head);

    private MinedRecord Known(ReadOnlySpan<byte> text, long unixMilliseconds, byte severity)
    {
        var name = Encoding.UTF8.GetString(text.Length > 1024 ? text[..1024] : text);
        var isNew = false;
        if (!_known.TryGetValue(name, out var pattern))
        {
            if (_templates.Count >= _options.MaxTemplates)
            {
                _overflowed++;
                pattern = _overflow;
            }
            else
            {
                isNew = true;
                var template = new Template(_nextId++, PatternTokens.Of([], _hash)) { Known = name, FirstSeenMs = unixMilliseconds };
                pattern = new MinedPattern([], 0, template, []);
                template.Samples.Add(pattern);
                _templates.Add(template.Id, template);
                _known.Add(name, pattern);
            }
        }

        pattern.Lines++;
        if (pattern == _overflow)
        {
            pattern.Template.Lines++;
        }

        Touch(pattern.Template, unixMilliseconds, severity);
        return new MinedRecord(pattern.TemplateId, isNew, pattern);
    }

    private MinedPattern Learn(ReadOnlySpan<byte> record, ReadOnlySpan<byte> masked, ulong hash, long unixMilliseconds, out bool isNew)
    {
        _misses++;
        isNew = false;
        if (!MayLearn(unixMilliseconds))
        {
            _overflowed++;
            return _overflow;
        }

        var tokens = PatternTokens.Of(masked, _hash);
        if (!_buckets.TryGetValue(tokens.Count, out var bucket))
        {
            _buckets.Add(tokens.Count, bucket = new TemplateBucket(_hash));
        }

        var template = bucket.Match(tokens);
        if (template is null)
        {
            if (_templates.Count >= _options.MaxTemplates)
            {
                _overflowed++;
                return _overflow;
            }

            isNew = true;
            template = new Template(_nextId++, tokens) { FirstSeenMs = unixMilliseconds };
            _templates.Add(template.Id, template);
            bucket.Add(template);
        }

        var pattern = new MinedPattern(masked.ToArray(), hash, template, Soft(record));
        _cache.Add(pattern);
        if (template.Samples.Count < Template.MaxSamples)
        {
            template.Samples.Add(pattern);
            pattern.Sampled = true;
            if (++bucket.Fresh >= Math.Max(8, bucket.Templates.Count / 2))
            {
                Consolidate(bucket);
            }
        }

        return pattern;
    }

    private bool MayLearn(long unixMilliseconds)
    {
        if (unixMilliseconds > _reserveAtMs)
        {
            _reserve = Math.Min(_options.MaxTemplates, _reserve + ((unixMilliseconds - _reserveAtMs) / 1000.0 * _options.MaxNewPatternsPerSecond));
            _reserveAtMs = unixMilliseconds;
        }

        // records without times cannot be limited by time; the other bounds hold
        if (unixMilliseconds == 0)
        {
            return true;
        }

        return _reserve >= 1 && --_reserve >= 0;
    }

    private byte[]?[] Soft(ReadOnlySpan<byte> record)
    {
        var slots = _masker.Slots;
        var soft = slots.IsEmpty ? [] : new byte[]?[slots.Length];
        for (var i = 0; i < soft.Length; i++)
        {
            if (slots[i].Soft && slots[i].Length <= 128)
            {
                soft[i] = record.Slice(slots[i].Start, slots[i].Length).ToArray();
            }
        }

        return soft;
    }

    private void Consolidate(TemplateBucket bucket)
    {
        bucket.Fresh = 0;
        var patterns = bucket.Templates.SelectMany(template => template.Samples).ToList();
        var partition = new Repartition(_templates, _changes, () => _nextId++);
        bucket.Replace(partition.Apply(bucket.Templates, _consolidation.Partition(patterns)));
        _families.Update(bucket.Templates, _changes);
    }
}
