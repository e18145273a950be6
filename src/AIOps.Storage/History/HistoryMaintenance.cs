namespace AIOps.Storage.History;

/// <summary>One round of compaction and retention.</summary>
internal sealed class HistoryMaintenance(HistoryOptions options, SeriesIndex index, SegmentCatalogue catalogue)
{
    private static readonly long QuietMs = (long)TimeSpan.FromMinutes(15).TotalMilliseconds;

    /// <summary>Compacts and removes.</summary>
    /// <param name="nowMs">The clock, Unix milliseconds.</param>
    /// <param name="compactBeforeMs">Journals whose last append is later stay as they are.</param>
    /// <param name="cancellationToken">Stops between two files.</param>
    /// <returns>Bytes of the files that stay.</returns>
    public long Run(long nowMs, long compactBeforeMs, CancellationToken cancellationToken)
    {
        var files = catalogue.Files();
        var finished = files.Where(name => name.Kind == SegmentName.Columns).Select(name => name.Stem).ToHashSet(StringComparer.Ordinal);
        foreach (var journal in files.Where(name => name.Kind == SegmentName.Journal && name.StartMs < compactBeforeMs))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (finished.Contains(journal.Stem))
            {
                // left over from a compaction that was interrupted after its files were complete
                catalogue.Remove(journal);
            }
            else if (Compaction.Run(journal, index, compactBeforeMs))
            {
                catalogue.AddCompacted(journal);
            }
        }

        var left = Remove(nowMs);
        index.Tidy(nowMs - QuietMs, nowMs - (long)options.KeepRaw.TotalMilliseconds);
        return left;
    }

    private long Remove(long nowMs)
    {
        var closed = new List<Retention.Listed>();
        long open = 0;
        foreach (var name in catalogue.Files())
        {
            var file = new FileInfo(name.Path);
            if (!file.Exists)
            {
                continue;
            }

            // journals that are due become columns first; what is still a journal here is written, or recent
            if (name.Kind == SegmentName.Journal)
            {
                open += file.Length;
            }
            else
            {
                closed.Add(new Retention.Listed(name, file.Length, LastAppend(name)));
            }
        }

        var left = closed.ToDictionary(file => file.Name.Path, file => file.Bytes, StringComparer.Ordinal);
        foreach (var (name, reason) in Retention.Decide(closed, open, nowMs, options))
        {
            File.Delete(name.Path);
            left.Remove(name.Path);
            HistoryInstruments.OnRemoved(reason);
        }

        return open + left.Values.Sum();
    }

    private static long LastAppend(SegmentName name)
    {
        try
        {
            using var file = new ColumnsFile(name.Path);
            return file.AppendedToMs;
        }
        catch (InvalidDataException)
        {
            return name.StartMs;
        }
    }
}
