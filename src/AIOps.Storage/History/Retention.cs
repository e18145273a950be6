namespace AIOps.Storage.History;

/// <summary>Which files have to go: a pure decision over a listing.</summary>
internal static class Retention
{
    /// <summary>A file as the listing shows it.</summary>
    /// <param name="Name">Which.</param>
    /// <param name="Bytes">Its size.</param>
    /// <param name="LastMs">Its last append, Unix milliseconds.</param>
    internal readonly record struct Listed(SegmentName Name, long Bytes, long LastMs);

    /// <summary>Decides.</summary>
    /// <param name="files">Closed files; open journals are not among them.</param>
    /// <param name="openBytes">Bytes of the files that are still written: they count and stay.</param>
    /// <param name="nowMs">The clock, Unix milliseconds.</param>
    /// <param name="options">The bounds.</param>
    /// <returns>What to unlink and why: <c>size</c> or <c>age</c>.</returns>
    public static List<(SegmentName Name, string Reason)> Decide(IEnumerable<Listed> files, long openBytes, long nowMs, HistoryOptions options)
    {
        var removed = new List<(SegmentName, string)>();
        var total = openBytes;
        var kept = new List<Listed>();
        foreach (var file in files)
        {
            var keep = file.Name.Kind == SegmentName.Rollup ? options.KeepRollups : options.KeepRaw;
            if (file.LastMs < nowMs - (long)keep.TotalMilliseconds)
            {
                removed.Add((file.Name, "age"));
            }
            else
            {
                kept.Add(file);
                total += file.Bytes;
            }
        }

        // raw samples before rollups: an hour of raw takes as much as days of rollups
        foreach (var file in kept.OrderBy(file => file.Name.Kind == SegmentName.Rollup).ThenBy(file => file.LastMs))
        {
            if (total <= options.MaxBytes)
            {
                break;
            }

            removed.Add((file.Name, "size"));
            total -= file.Bytes;
        }

        return removed;
    }
}
