using System.Buffers.Text;

namespace AIOps.Collectors.Host;

/// <summary>Time that tasks stalled for want of a resource since boot, in microseconds (kernel documentation, accounting/psi).</summary>
/// <param name="Some">At least one task waited.</param>
/// <param name="Full">All tasks waited; 0 for the CPU of older kernels.</param>
internal readonly record struct PressureStall(double Some, double Full)
{
    /// <summary>Reads a file of <c>/proc/pressure</c>.</summary>
    public static PressureStall? Parse(ReadOnlySpan<byte> text)
    {
        var reader = new ProcText(text);
        double? some = null;
        double full = 0;
        while (reader.NextLine(out var line))
        {
            var kind = ProcText.Word(ref line);
            var at = line.IndexOf("total="u8);
            if (at < 0 || !Utf8Parser.TryParse(line[(at + 6)..], out double total, out _))
            {
                continue;
            }

            if (kind.SequenceEqual("some"u8))
            {
                some = total;
            }
            else if (kind.SequenceEqual("full"u8))
            {
                full = total;
            }
        }

        return some is { } value ? new PressureStall(value, full) : null;
    }
}
