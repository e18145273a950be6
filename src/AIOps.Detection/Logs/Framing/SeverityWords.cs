using System.Text;

namespace AIOps.Detection.Logs.Framing;

/// <summary>Severity words as loggers write them, with their OpenTelemetry numbers.</summary>
internal static class SeverityWords
{
    private const int Window = 160;

    /// <summary>The severity that a single word names, or 0.</summary>
    public static byte Of(ReadOnlySpan<byte> word)
    {
        if (word.Length is < 1 or > 11)
        {
            return 0;
        }

        Span<byte> upper = stackalloc byte[11];
        Ascii.ToUpper(word, upper, out var length);
        return upper[..length] switch
        {
            [(byte)'F', (byte)'A', (byte)'T', (byte)'A', (byte)'L'] => 21,
            var all when all.SequenceEqual("PANIC"u8) || all.SequenceEqual("EMERG"u8) || all.SequenceEqual("EMERGENCY"u8) || all.SequenceEqual("CRITICAL"u8)
                || all.SequenceEqual("CRIT"u8) || all.SequenceEqual("ALERT"u8) || all.SequenceEqual("FTL"u8) => 21,
            var all when all.SequenceEqual("ERROR"u8) || all.SequenceEqual("ERR"u8) || all.SequenceEqual("SEVERE"u8) || all.SequenceEqual("FAILURE"u8) || all.SequenceEqual("FAIL"u8) => 17,
            var all when all.SequenceEqual("WARN"u8) || all.SequenceEqual("WARNING"u8) || all.SequenceEqual("WRN"u8) => 13,
            var all when all.SequenceEqual("INFO"u8) || all.SequenceEqual("INFORMATION"u8) || all.SequenceEqual("INF"u8) || all.SequenceEqual("NOTICE"u8) || all.SequenceEqual("LOG"u8) => 9,
            var all when all.SequenceEqual("DEBUG"u8) || all.SequenceEqual("DBG"u8) || all.SequenceEqual("FINE"u8) => 5,
            var all when all.SequenceEqual("TRACE"u8) || all.SequenceEqual("TRC"u8) || all.SequenceEqual("VERBOSE"u8) || all.SequenceEqual("FINER"u8) || all.SequenceEqual("FINEST"u8) => 1,
            _ => 0,
        };
    }

    /// <summary>The severity that the beginning of a text without a header names, or 0.</summary>
    public static byte Find(ReadOnlySpan<byte> text)
    {
        var window = text[..Math.Min(text.Length, Window)];
        var start = -1;
        for (var i = 0; i <= window.Length; i++)
        {
            var letter = i < window.Length && (uint)((window[i] | 32) - 'a') < 26;
            if (letter)
            {
                start = start < 0 ? i : start;
                continue;
            }

            if (start >= 0 && Of(window[start..i]) is > 0 and var found and not 9)
            {
                return found;
            }

            start = -1;
        }

        return 0;
    }
}
