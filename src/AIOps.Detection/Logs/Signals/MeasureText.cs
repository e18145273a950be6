using System.Buffers.Text;

namespace AIOps.Detection.Logs.Signals;

/// <summary>Reads numbers with their units: <c>12ms</c>, <c>1m30s</c>, <c>5.2 KB</c>, <c>3.5%</c>, <c>0.25</c>.</summary>
internal static class MeasureText
{
    private const int MaxLength = 32;
    private const int MaxParts = 4;

    /// <summary>Reads a value.</summary>
    /// <param name="text">The variable part.</param>
    /// <param name="unitAfter">The word behind it, or empty.</param>
    /// <param name="value">Seconds, bytes, per cent or the number itself.</param>
    /// <returns>What it measures; <see cref="Measure.None"/> when it is no measure.</returns>
    public static Measure Read(ReadOnlySpan<byte> text, ReadOnlySpan<byte> unitAfter, out double value)
    {
        value = 0;
        if (text.Length is 0 or > MaxLength)
        {
            return Measure.None;
        }

        var measure = Measure.None;
        for (var part = 0; part < MaxParts; part++)
        {
            if (!Utf8Parser.TryParse(text, out double number, out var used, 'F') || used == 0 || !double.IsFinite(number))
            {
                return Measure.None;
            }

            var point = text[..used].Contains((byte)'.');
            var rest = text[used..].TrimStart((byte)' ');
            if (rest.IsEmpty && part == 0)
            {
                var factor = Unit(unitAfter, out measure);
                value = number * factor;
                return measure != Measure.None ? measure : point ? Measure.Plain : Measure.None;
            }

            var length = rest.IndexOfAnyInRange((byte)'0', (byte)'9') is var next and >= 0 ? next : rest.Length;
            var scale = Unit(rest[..length], out var unit);
            if (unit == Measure.None || (part > 0 && unit != Measure.Duration))
            {
                return Measure.None;
            }

            measure = unit;
            value += number * scale;
            if (length == rest.Length)
            {
                return measure;
            }

            text = rest[length..];
        }

        return Measure.None;
    }

    private static double Unit(ReadOnlySpan<byte> unit, out Measure measure)
    {
        measure = Measure.Duration;
        if (unit.SequenceEqual("ms"u8) || unit.SequenceEqual("msec"u8) || unit.SequenceEqual("millis"u8) || unit.SequenceEqual("milliseconds"u8))
        {
            return 1e-3;
        }

        if (unit.SequenceEqual("s"u8) || unit.SequenceEqual("sec"u8) || unit.SequenceEqual("secs"u8) || unit.SequenceEqual("second"u8) || unit.SequenceEqual("seconds"u8))
        {
            return 1;
        }

        if (unit.SequenceEqual("us"u8) || unit.SequenceEqual("µs"u8) || unit.SequenceEqual("μs"u8) || unit.SequenceEqual("usec"u8) || unit.SequenceEqual("microseconds"u8))
        {
            return 1e-6;
        }

        if (unit.SequenceEqual("ns"u8))
        {
            return 1e-9;
        }

        if (unit.SequenceEqual("m"u8) || unit.SequenceEqual("min"u8) || unit.SequenceEqual("minutes"u8))
        {
            return 60;
        }

        if (unit.SequenceEqual("h"u8) || unit.SequenceEqual("hours"u8))
        {
            return 3600;
        }

        measure = Measure.Percent;
        if (unit.SequenceEqual("%"u8))
        {
            return 1;
        }

        measure = Measure.Size;
        if (unit.SequenceEqual("B"u8) || unit.SequenceEqual("bytes"u8))
        {
            return 1;
        }

        // "KB", "kB", "K", "KiB": logs rarely mean the difference
        if (unit.Length is >= 1 and <= 3 && (unit.Length == 1 || unit[^1] == (byte)'B') && (unit.Length < 3 || unit[1] == (byte)'i'))
        {
            switch (unit[0])
            {
                case (byte)'K' or (byte)'k':
                    return 1 << 10;
                case (byte)'M':
                    return 1 << 20;
                case (byte)'G':
                    return 1 << 30;
                case (byte)'T':
                    return 1L << 40;
                default:
                    break;
            }
        }

        measure = Measure.None;
        return 1;
    }
}
