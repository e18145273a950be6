using System.Globalization;
using System.Text;
using AIOps.Contracts.Events;
using AIOps.Contracts.Telemetry;
using AIOps.Detection.Logs.Mining;

namespace AIOps.Detection.Logs.Signals;

/// <summary>
/// What the variable parts of messages tell: those that measure something become series for the metric detector; those that take few values tell when
/// another one comes. A change of a template makes its parameters learn anew.
/// </summary>
internal sealed class ParameterSignals(EntityId entity, LogAnomalyOptions options, SecretMask mask, FindingWriter findings, Func<int, string> text)
{
    private const int MaxPerTemplate = 12;
    private const int MaxName = 40;

    private readonly Dictionary<(int Template, int Token), Parameter> _parameters = [];
    private readonly List<(OpenAnomaly Open, long UntilMs)> _open = [];
    private readonly ParameterSpan[] _spans = new ParameterSpan[RecordMasker.MaxWords];
    private int _generation;
    private int _series;

    /// <summary>Parameters now.</summary>
    public int Count => _parameters.Count;

    /// <summary>Parameters that were beyond the bound.</summary>
    public long Refused { get; private set; }

    /// <summary>Findings beyond the bound of a bucket.</summary>
    public long Suppressed { get; private set; }

    /// <summary>Takes the record that was mined last.</summary>
    public void Observe(TemplateMiner miner, MinedRecord mined, ReadOnlySpan<byte> record, byte level, long timeMs, bool learnt)
    {
        var pattern = mined.Pattern;
        if (pattern.Bindings is not { } bindings || pattern.BoundIn != _generation || pattern.BoundBy != this)
        {
            pattern.Bindings = bindings = Bind(miner, pattern);
            (pattern.BoundIn, pattern.BoundBy) = (_generation, this);
        }

        if (bindings.Length == 0)
        {
            return;
        }

        var slots = miner.CopyParameters(_spans);
        foreach (var (parameter, slot, word, unit) in bindings)
        {
            if (!parameter.Alive || slot >= slots)
            {
                continue;
            }

            var value = slot < 0 ? word : record.Slice(_spans[slot].Start, _spans[slot].Length);
            parameter.Observe(value, unit);
            if (parameter.Values.Observe(value, timeMs, (long)options.Learning.TotalMilliseconds) && learnt)
            {
                Raise(mined.TemplateId, parameter, value, record, level, timeMs);
            }
        }
    }

    /// <summary>Hands the means of the bucket on.</summary>
    public void EndBucket(long endMs, MetricBatch rates)
    {
        foreach (var parameter in _parameters.Values)
        {
            var mean = parameter.EndBucket();
            if (mean is null || !parameter.IsSeries)
            {
                continue;
            }

            if (parameter.Series is null && _series < options.MaxParameterSeries)
            {
                parameter.Series = Key(parameter);
                _series++;
            }

            if (parameter.Series is { } series)
            {
                rates.Add(series, endMs, mean.Value);
            }
        }

        for (var i = _open.Count - 1; i >= 0; i--)
        {
            if (endMs >= _open[i].UntilMs)
            {
                findings.Clear(_open[i].Open, endMs);
                _open.RemoveAt(i);
            }
        }
    }

    /// <summary>Templates were merged or split: what their parameters were is no longer known.</summary>
    public void Forget(IReadOnlyList<TemplateChange> changes)
    {
        var ids = changes.SelectMany(change => (int[])[change.Old, change.New]).ToHashSet();
        foreach (var (key, parameter) in _parameters.Where(pair => ids.Contains(pair.Key.Template)).ToList())
        {
            _parameters.Remove(key);
            _series -= parameter.Series is null ? 0 : 1;
        }

        _generation++;
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(_parameters.Count);
        foreach (var parameter in _parameters.Values)
        {
            parameter.Write(writer);
        }

        writer.Write(_open.Count);
        foreach (var (open, until) in _open)
        {
            OpenAnomaly.Write(writer, open);
            writer.Write(until);
        }
    }

    public void Read(BinaryReader reader)
    {
        var count = reader.ReadInt32();
        for (var i = 0; i < count; i++)
        {
            var parameter = Parameter.Read(reader);
            _parameters[(parameter.Template, parameter.Token)] = parameter;
        }

        for (var i = reader.ReadInt32(); i > 0; i--)
        {
            _open.Add((OpenAnomaly.Read(reader)!, reader.ReadInt64()));
        }
    }

    private ParameterBinding[] Bind(TemplateMiner miner, MinedPattern pattern)
    {
        var template = pattern.Template.Root;
        if (template.Known is not null || template.Family is not null || template.Forms is not null || template.Words.Length == 0)
        {
            return [];
        }

        var tokens = miner.Tokens(pattern);
        if (tokens.Count != template.Words.Length)
        {
            return [];
        }

        var bindings = new List<ParameterBinding>();
        var number = 0;
        for (var token = 0; token < tokens.Count && bindings.Count < MaxPerTemplate; token++)
        {
            var word = pattern.Text.AsSpan(tokens.Starts[token]..tokens.Ends[token]);
            var percent = word is [RecordMasker.Wild, (byte)'%'];
            if (template.Words[token] != 0 && !percent)
            {
                continue;
            }

            number++;
            var whole = percent || word is [RecordMasker.Wild];
            if (!whole && (word.IsEmpty || word.Contains(RecordMasker.Wild)))
            {
                continue;
            }

            if (!_parameters.TryGetValue((template.Id, token), out var parameter))
            {
                if (_parameters.Count >= options.MaxParameters)
                {
                    Refused++;
                    continue;
                }

                _parameters.Add((template.Id, token), parameter = new Parameter(template.Id, token, Name(pattern, tokens, token, number)));
            }

            var slot = whole ? pattern.Text.AsSpan(0, tokens.Starts[token]).Count(RecordMasker.Wild) : -1;
            bindings.Add(new ParameterBinding(parameter, slot, whole ? [] : word.ToArray(), percent ? [(byte)'%'] : UnitAfter(pattern, tokens, token)));
        }

        return [.. bindings];
    }

    // "took=12ms" is took; without a key it is the number of the variable part
    private static string Name(MinedPattern pattern, PatternTokens tokens, int token, int number)
    {
        if (token > 0)
        {
            var before = pattern.Text.AsSpan(tokens.Ends[token - 1]..tokens.Starts[token]);
            var key = pattern.Text.AsSpan(tokens.Starts[token - 1]..tokens.Ends[token - 1]);
            if (before.Length is > 0 and <= 2 && before[0] == (byte)'=' && key.Length is > 0 and <= MaxName && !key.Contains(RecordMasker.Wild))
            {
                return Encoding.UTF8.GetString(key);
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"p{number}");
    }

    private static byte[] UnitAfter(MinedPattern pattern, PatternTokens tokens, int token)
    {
        if (token + 1 >= tokens.Count || !pattern.Text.AsSpan(tokens.Ends[token]..tokens.Starts[token + 1]).SequenceEqual(" "u8))
        {
            return [];
        }

        return pattern.Text.AsSpan(tokens.Starts[token + 1]..tokens.Ends[token + 1]).ToArray();
    }

    private SeriesKey Key(Parameter parameter)
    {
        var (metric, unit) = parameter.Measure switch
        {
            Measure.Duration => ("log.parameter.duration", "s"),
            Measure.Size => ("log.parameter.size", "By"),
            Measure.Percent => ("log.parameter.value", "%"),
            _ => ("log.parameter.value", "1"),
        };
        return new SeriesKey(entity, metric, [KeyValuePair.Create("parameter", parameter.Name), KeyValuePair.Create("template", parameter.Template.ToString(CultureInfo.InvariantCulture))], unit, SeriesKind.Gauge);
    }

    private void Raise(int templateId, Parameter parameter, ReadOnlySpan<byte> value, ReadOnlySpan<byte> record, byte level, long timeMs)
    {
        if (findings.RaisedInBucket >= options.MaxRaisedPerBucket)
        {
            Suppressed++;
            return;
        }

        // the value alone does not tell that it is a secret, its line does
        var shown = mask.Finds(Encoding.UTF8.GetString(record)) ? "***" : mask.Apply(Encoding.UTF8.GetString(value));
        var template = text(templateId);
        var seen = parameter.Values.Seen;
        var (severity, weight) = level switch
        {
            >= 17 => (Severity.Error, 0.8),
            >= 13 => (Severity.Warning, 0.6),
            _ => (Severity.Info, 0.4),
        };
        var summary = string.Create(CultureInfo.InvariantCulture, $"{parameter.Name} is {shown}, which none of {seen - 1:N0} records had ({parameter.Values.Count - 1} values known): {template}");
        var open = findings.Raise(new Symptom("new-value", template, timeMs, weight, severity, summary) { TemplateId = templateId, Parameter = parameter.Name, HasLine = true });
        _open.Add((open, timeMs + (long)options.ClearAfter.TotalMilliseconds));
    }
}
