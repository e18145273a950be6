using System.Text;

namespace AIOps.Detection.Logs.Mining;

/// <summary>Writes a template in readable form.</summary>
internal static class TemplateText
{
    private const string Wild = "<*>";
    private const int ManyLines = 3;

    public static string Of(Template template, SeededHash hash)
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
        var text = new StringBuilder();
        var slot = 0;
        var at = 0;
        for (var token = 0; token < tokens.Count; token++)
        {
            Append(text, sample.Text.AsSpan(at, tokens.Starts[token] - at));
            var word = sample.Text.AsSpan(tokens.Starts[token]..tokens.Ends[token]);
            if (template.Wild[token])
            {
                text.Append(Wild);
                slot += word.Count(RecordMasker.Wild);
            }
            else
            {
                foreach (var value in word)
                {
                    if (value == RecordMasker.Wild)
                    {
                        AppendSlot(text, template, slot++);
                    }
                    else
                    {
                        text.Append((char)value);
                    }
                }
            }

            at = tokens.Ends[token];
        }

        foreach (var value in sample.Text.AsSpan(at))
        {
            text.Append(value == RecordMasker.Wild ? Wild : ((char)value).ToString());
        }

        return Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(text.ToString()));
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

    // A part that could vary but never did is shown as what it was.
    private static void AppendSlot(StringBuilder text, Template template, int slot)
    {
        byte[]? only = null;
        foreach (var sample in template.Samples)
        {
            var value = slot < sample.Soft.Length ? sample.Soft[slot] : null;
            if (value is null || (only is not null && !only.AsSpan().SequenceEqual(value)))
            {
                text.Append(Wild);
                return;
            }

            only = value;
        }

        var lines = template.Samples.Sum(sample => sample.Lines);
        if (only is not null && LooksConstant(only, lines))
        {
            Append(text, only);
        }
        else
        {
            text.Append(Wild);
        }
    }

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

        return digits == 0 || lines >= ManyLines || (digits <= 2 && value.Length >= 3 * digits);
    }

    private static void Append(StringBuilder text, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            text.Append((char)value);
        }
    }
}
