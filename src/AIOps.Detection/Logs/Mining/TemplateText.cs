using System.Text;

namespace AIOps.Detection.Logs.Mining;

/// <summary>Writes a template in readable form.</summary>
internal static class TemplateText
{
    private const string Wild = "<*>";
    private const int ManyLines = 3;

    /// <summary>The template's text.</summary>
    /// <param name="template">Which.</param>
    /// <param name="hash">The miner's hash.</param>
    /// <param name="lists">True when lists may be longer or shorter: runs of variable parts are shown as one.</param>
    /// <param name="literals">True to show <c>true</c>, <c>false</c> and <c>null</c>; false to count them as variable parts.</param>
    public static string Of(Template template, SeededHash hash, bool literals, bool lists)
    {
        if (template.Known is { } known)
        {
            return known;
        }

        if (template.Samples.Count == 0)
        {
            return Wild;
        }

        var sample = template.Samples[0];
        var tokens = PatternTokens.Of(sample.Text, hash);
        var others = template.Samples.Skip(1).Select(other => (other, PatternTokens.Of(other.Text, hash))).ToList();
        var text = new StringBuilder();
        var at = 0;
        for (var token = 0; token < tokens.Count; token++)
        {
            Append(text, sample.Text.AsSpan(at, tokens.Starts[token] - at));
            at = tokens.Ends[token];
            var word = sample.Text.AsSpan(tokens.Starts[token]..at);
            if (template.Wild[token])
            {
                AppendKind(text, word, others, token);
                text.Append(Wild);
                continue;
            }

            if (!literals && IsLiteral(word))
            {
                text.Append(Wild);
                continue;
            }

            var slot = Slots(sample, tokens, token);
            foreach (var value in word)
            {
                if (value == RecordMasker.Wild)
                {
                    AppendSlot(text, template, sample.Soft, slot++, Slots(sample, tokens, token), others, token);
                }
                else
                {
                    text.Append((char)value);
                }
            }
        }

        foreach (var value in sample.Text.AsSpan(at))
        {
            text.Append(value == RecordMasker.Wild ? Wild : ((char)value).ToString());
        }

        return Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(Tidy(text, lists)));
    }

    /// <summary>A pattern with the values that it keeps.</summary>
    public static string Full(MinedPattern pattern)
    {
        var text = new StringBuilder();
        var slot = 0;
        foreach (var value in pattern.Text)
        {
            if (value == RecordMasker.Wild)
            {
                Append(text, slot < pattern.Soft.Length && pattern.Soft[slot] is { } only ? only : "<*>"u8);
                slot++;
            }
            else
            {
                text.Append((char)value);
            }
        }

        return text.ToString();
    }

    // "kind:" before a colon stays when all values have it
    private static void AppendKind(StringBuilder text, ReadOnlySpan<byte> word, List<(MinedPattern Pattern, PatternTokens Tokens)> others, int token)
    {
        var colon = word.LastIndexOf((byte)':');
        if (colon <= 0 || word[..colon].Contains(RecordMasker.Wild))
        {
            return;
        }

        foreach (var (pattern, tokens) in others)
        {
            if (!pattern.Text.AsSpan(tokens.Starts[token]..tokens.Ends[token]).StartsWith(word[..(colon + 1)]))
            {
                return;
            }
        }

        Append(text, word[..(colon + 1)]);
    }

    private static int Slots(MinedPattern pattern, PatternTokens tokens, int token) => pattern.Text.AsSpan(0, tokens.Starts[token]).Count(RecordMasker.Wild);

    // A part that could vary but never did is shown as what it was.
    private static void AppendSlot(StringBuilder text, Template template, ReadOnlySpan<byte[]?> soft, int slot, int first, List<(MinedPattern Pattern, PatternTokens Tokens)> others, int token)
    {
        var only = slot < soft.Length ? soft[slot] : null;
        foreach (var (pattern, tokens) in others)
        {
            var theirs = Slots(pattern, tokens, token) + slot - first;
            var value = theirs < pattern.Soft.Length ? pattern.Soft[theirs] : null;
            if (only is null || value is null || !only.AsSpan().SequenceEqual(value))
            {
                only = null;
                break;
            }
        }

        if (only is not null && LooksConstant(only, template.Samples.Sum(sample => sample.Lines)))
        {
            Append(text, only);
        }
        else
        {
            text.Append(Wild);
        }
    }

    // "ssh2" is a word, "job_1445144423722_0020" is not.
    private static bool LooksConstant(ReadOnlySpan<byte> value, long lines)
    {
        var digits = 0;
        foreach (var letter in value)
        {
            if (letter is >= (byte)'0' and <= (byte)'9')
            {
                digits++;
            }
        }

        return digits == 0 || (digits <= 3 && digits * 2 <= value.Length && (lines >= ManyLines || digits <= 2));
    }

    private static bool IsLiteral(ReadOnlySpan<byte> word) =>
        word.Length is 4 or 5 && (Ascii.EqualsIgnoreCase(word, "true"u8) || Ascii.EqualsIgnoreCase(word, "false"u8) || Ascii.EqualsIgnoreCase(word, "null"u8));

    // Variable parts that touch each other, also by a joining character, are one; a closing bracket glued to one belongs to it.
    private static string Tidy(StringBuilder text, bool lists)
    {
        var before = text.Length + 1;
        while (text.Length < before)
        {
            before = text.Length;
            text.Replace("<*><*>", Wild).Replace("<*>:<*>", Wild).Replace("<*>.<*>", Wild).Replace("<*>/<*>", Wild).Replace("<*>@<*>", Wild).Replace("<*>#<*>", Wild).Replace("<*>>", Wild).Replace("<<*>", Wild);
            if (lists)
            {
                text.Replace("<*> <*>", Wild).Replace("<*>, <*>", Wild).Replace("<*>,<*>", Wild);
            }
        }

        return text.ToString().Trim();
    }

    private static void Append(StringBuilder text, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            text.Append((char)value);
        }
    }
}
