namespace AIOps.Detection.Logs.Mining;

/// <summary>
/// Joins templates of different lengths that are forms of one: lists of more or fewer values, a value in brackets that may be missing,
/// a unit that may follow the last number.
/// </summary>
internal sealed class TemplateFamilies(SeededHash hash, MergeEvidence evidence)
{
    private const int MaxUnit = 4;

    private readonly Dictionary<ulong, Template> _heads = [];
    private readonly Dictionary<ulong, Template> _waiting = [];
    private readonly byte[] _buffer = new byte[RecordMasker.MaxBytes + 64];

    public void Update(List<Template> templates, List<TemplateChange> changes)
    {
        foreach (var template in templates)
        {
            if (template.Samples.Count == 0)
            {
                continue;
            }

            var before = template.Family;
            template.Family = null;
            Place(template);
            if (template.Family is { } now && now != before)
            {
                (now.Forms ??= []).Add(template);
                changes.Add(new TemplateChange(TemplateChangeKind.Merged, template.Id, now.Head.Id));
            }
            else if (template.Family is null && before is not null)
            {
                changes.Add(new TemplateChange(TemplateChangeKind.Split, before.Head.Id, template.Id));
            }
        }
    }

    private void Place(Template template)
    {
        var length = Canonical(template, out var unit, out var endsVariable);
        var key = hash.Of(_buffer.AsSpan(0, length));
        if (Alive(_heads, key, template) is { } head)
        {
            template.Family = head;
            return;
        }

        _heads[key] = template;
        if (unit > 0)
        {
            var shorter = hash.Of(_buffer.AsSpan(0, length - unit));
            if (Alive(_heads, shorter, template) is { } plain)
            {
                _heads.Remove(key);
                template.Family = plain;
                return;
            }

            _waiting[shorter] = template;
        }
        else if (endsVariable && Alive(_waiting, key, template) is { } longer)
        {
            template.Family = longer;
        }
    }

    private static Template? Alive(Dictionary<ulong, Template> held, ulong key, Template asking) =>
        held.TryGetValue(key, out var found) && found != asking && found.MergedInto is null && found.Head != asking && found.Samples.Count > 0 ? found.Head : null;

    // The template with runs of variable parts as one and without variable parts in brackets.
    private int Canonical(Template template, out int unit, out bool endsVariable)
    {
        var sample = template.Samples[0];
        ReadOnlySpan<byte> text = sample.Text;
        var tokens = PatternTokens.Of(text, hash);
        var length = 0;
        var at = 0;
        var wildBefore = false;
        unit = 0;
        endsVariable = false;
        for (var token = 0; token < tokens.Count; token++)
        {
            var prefix = text[at..tokens.Starts[token]];
            var word = text[tokens.Starts[token]..tokens.Ends[token]];
            at = tokens.Ends[token];
            var wild = template.Words[token] == 0 || (wildBefore && IsListGap(prefix) && prefix[0] != (byte)' ' && evidence.IsValue(template.Words[token]));
            if (wild && wildBefore && IsListGap(prefix))
            {
                continue;
            }

            if (wild && token > 0 && prefix.SequenceEqual(" ("u8) && token + 1 < tokens.Count && text[at] == (byte)')' && tokens.Starts[token + 1] > at + 1)
            {
                at++;
                continue;
            }

            // "(3 skipped)" at the end
            if (wild && prefix.SequenceEqual(" ("u8) && token > 0 && tokens.Count - token <= 3 && text[^1] == (byte)')' && !text[at..^1].ContainsAny("()"u8))
            {
                break;
            }

            prefix.CopyTo(_buffer.AsSpan(length));
            length += prefix.Length;
            var from = length - prefix.Length;
            if (wild)
            {
                _buffer[length++] = RecordMasker.Wild;
            }
            else
            {
                word.CopyTo(_buffer.AsSpan(length));
                length += word.Length;
            }

            unit = token == tokens.Count - 1 && wildBefore && word.Length is > 0 and <= MaxUnit && prefix.SequenceEqual(" "u8) && !wild && !word.ContainsAnyExceptInRange((byte)'a', (byte)'z') ? length - from : 0;
            wildBefore = wild;
        }

        endsVariable = wildBefore;
        return length;
    }

    private static bool IsListGap(ReadOnlySpan<byte> prefix) => prefix.SequenceEqual(" "u8) || prefix.SequenceEqual(","u8) || prefix.SequenceEqual(", "u8) || prefix.SequenceEqual("; "u8);
}
