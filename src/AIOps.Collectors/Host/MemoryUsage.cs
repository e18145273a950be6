namespace AIOps.Collectors.Host;

/// <summary>Memory and swap in bytes.</summary>
internal readonly record struct MemoryUsage(double Total, double Free, double Available, double Buffers, double Cached, double SwapTotal, double SwapFree)
{
    /// <summary>What programs hold and cannot be given back by dropping caches.</summary>
    public double Used => Math.Max(0, Total - Available);

    /// <summary>Reads <c>/proc/meminfo</c>; null when it tells no total.</summary>
    public static MemoryUsage? Parse(ReadOnlySpan<byte> text)
    {
        var reader = new ProcText(text);
        double total = 0, free = 0, buffers = 0, cached = 0, swapTotal = 0, swapFree = 0;
        double? available = null;
        while (reader.NextLine(out var line))
        {
            var name = ProcText.Word(ref line);
            if (!ProcText.Number(ref line, out var kibibytes))
            {
                continue;
            }

            var bytes = kibibytes * 1024;
            if (name.SequenceEqual("MemTotal:"u8))
            {
                total = bytes;
            }
            else if (name.SequenceEqual("MemFree:"u8))
            {
                free = bytes;
            }
            else if (name.SequenceEqual("MemAvailable:"u8))
            {
                available = bytes;
            }
            else if (name.SequenceEqual("Buffers:"u8))
            {
                buffers = bytes;
            }
            else if (name.SequenceEqual("Cached:"u8))
            {
                cached = bytes;
            }
            else if (name.SequenceEqual("SwapTotal:"u8))
            {
                swapTotal = bytes;
            }
            else if (name.SequenceEqual("SwapFree:"u8))
            {
                swapFree = bytes;
            }
        }

        // Kernels before 3.14 have no MemAvailable.
        return total > 0 ? new MemoryUsage(total, free, available ?? free + buffers + cached, buffers, cached, swapTotal, swapFree) : null;
    }
}
