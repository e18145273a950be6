namespace AIOps.Collectors.Host;

/// <summary>Open files of the whole host and the kernel's limit.</summary>
internal readonly record struct FileHandles(double Used, double Limit)
{
    /// <summary>Reads <c>/proc/sys/fs/file-nr</c> (allocated, free, limit).</summary>
    public static FileHandles? Parse(ReadOnlySpan<byte> text)
    {
        text = text.TrimEnd((byte)'\n');
        return ProcText.Number(ref text, out var allocated) && ProcText.Number(ref text, out var free) && ProcText.Number(ref text, out var limit) ? new FileHandles(allocated - free, limit) : null;
    }
}
