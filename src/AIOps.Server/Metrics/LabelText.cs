namespace AIOps.Server.Metrics;

/// <summary>Writes tags as the inside of a label set: <c>bound="body",reason="no-token"</c>, escaped, in the order of their names.</summary>
internal static class LabelText
{
    /// <summary>Longest value; what is longer is cut, because a label is no place for a text.</summary>
    public const int MaxValue = 120;

    private const int MaxTags = 16;

    /// <summary>Writes into a span; false when it does not fit.</summary>
    public static bool TryWrite(ReadOnlySpan<KeyValuePair<string, object?>> tags, Span<char> target, out int written)
    {
        written = 0;
        Span<int> order = stackalloc int[Math.Min(tags.Length, MaxTags)];
        for (var i = 0; i < order.Length; i++)
        {
            var at = i;
            for (; at > 0 && string.CompareOrdinal(tags[order[at - 1]].Key, tags[i].Key) > 0; at--)
            {
                order[at] = order[at - 1];
            }

            order[at] = i;
        }

        for (var i = 0; i < order.Length; i++)
        {
            var (name, value) = tags[order[i]];
            if (i > 0 && tags[order[i - 1]].Key == name)
            {
                continue;
            }

            if ((i > 0 && !Put(",", target, ref written)) || !PutName(name, target, ref written) || !Put("=\"", target, ref written)
                || !PutValue(value as string ?? value?.ToString() ?? "", target, ref written) || !Put("\"", target, ref written))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The label set as a string, for writers that are not on a hot path.</summary>
    public static string Of(params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        Span<char> buffer = stackalloc char[4096];
        return TryWrite(tags, buffer, out var length) ? new string(buffer[..length]) : "";
    }

    private static bool PutName(string name, Span<char> target, ref int written)
    {
        if ((name.Length == 0 || char.IsAsciiDigit(name[0])) && !Put("_", target, ref written))
        {
            return false;
        }

        foreach (var c in name)
        {
            if (written == target.Length)
            {
                return false;
            }

            target[written++] = char.IsAsciiLetterOrDigit(c) ? c : '_';
        }

        return true;
    }

    private static bool PutValue(string value, Span<char> target, ref int written)
    {
        var length = Math.Min(value.Length, MaxValue);
        for (var i = 0; i < length; i++)
        {
            var c = value[i];
            if (c switch { '\\' => "\\\\", '"' => "\\\"", '\n' => "\\n", _ => null } is { } escaped)
            {
                if (!Put(escaped, target, ref written))
                {
                    return false;
                }
            }
            else if (char.IsHighSurrogate(c) && i + 1 < length && char.IsLowSurrogate(value[i + 1]))
            {
                if (!Put(value.AsSpan(i++, 2), target, ref written))
                {
                    return false;
                }
            }
            else if (written == target.Length)
            {
                return false;
            }
            else
            {
                // half a surrogate pair is no UTF-8, and control characters are nobody's label
                target[written++] = char.IsSurrogate(c) || char.IsControl(c) ? '\uFFFD' : c;
            }
        }

        return true;
    }

    private static bool Put(ReadOnlySpan<char> text, Span<char> target, ref int written)
    {
        if (!text.TryCopyTo(target[written..]))
        {
            return false;
        }

        written += text.Length;
        return true;
    }
}
