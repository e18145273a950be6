using System.Globalization;

namespace AIOps.Remediation.Steps;

/// <summary>Amounts of memory as <c>prlimit</c> reads them: a number of bytes, or one with a unit.</summary>
internal static class ByteCount
{
    private static readonly (string Unit, long Bytes)[] Units =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40), ("KB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000),
        ("K", 1L << 10), ("M", 1L << 20), ("G", 1L << 30), ("T", 1L << 40), ("", 1),
    ];

    /// <summary>Reads an amount.</summary>
    /// <returns>Bytes; null when it is none, or more than there can be.</returns>
    public static long? TryParse(string text)
    {
        var (unit, bytes) = Array.Find(Units, one => text.EndsWith(one.Unit, StringComparison.OrdinalIgnoreCase));
        return long.TryParse(text[..^unit.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && number <= long.MaxValue / bytes ? number * bytes : null;
    }
}
