namespace AIOps.Storage.History;

/// <summary>Makes a closed journal into columns and rollups and removes it.</summary>
internal static class Compaction
{
    /// <summary>Compacts a journal that nobody writes any more.</summary>
    /// <returns>False when it is still written, or had been appended to after <paramref name="quietSinceMs"/>.</returns>
    public static bool Run(SegmentName journal, SeriesIndex index, long quietSinceMs)
    {
        // to have it alone is the proof that no other process writes it
        using var alone = TryOpenAlone(journal.Path);
        if (alone is null)
        {
            return false;
        }

        var reader = new JournalReader(index.Share);
        var samples = new Dictionary<ulong, (Contracts.Telemetry.SeriesKey Key, SampleBuffer Samples)>();
        var first = long.MaxValue;
        while (reader.Next(alone) is { } batch)
        {
            first = Math.Min(first, reader.AppendedAtMs);
            var buffers = new SampleBuffer[batch.Series.Count];
            for (var i = 0; i < buffers.Length; i++)
            {
                var key = batch.Series[i];
                if (!samples.TryGetValue(key.Id, out var entry))
                {
                    samples.Add(key.Id, entry = (key, new SampleBuffer()));
                }

                buffers[i] = entry.Samples;
            }

            for (var i = 0; i < batch.Count; i++)
            {
                buffers[batch.SeriesOf[i]].Add(batch.Times[i], batch.Values[i]);
            }
        }

        if (reader.AppendedAtMs > quietSinceMs)
        {
            return false;
        }

        if (samples.Count > 0)
        {
            Write(journal, samples.Values, first, reader.AppendedAtMs);
        }

        return true;
    }

    private static void Write(SegmentName journal, IEnumerable<(Contracts.Telemetry.SeriesKey Key, SampleBuffer Samples)> all, long first, long last)
    {
        // whoever finds the columns deletes the journal: the rollups must be there before
        using var rollups = new ColumnsWriter(journal.As(SegmentName.Rollup).Path);
        using var columns = new ColumnsWriter(journal.As(SegmentName.Columns).Path);
        foreach (var (key, samples) in all)
        {
            samples.Normalize();
            columns.Add(key, samples.Times, samples.Values.ToArray());
            Rollup.Add(rollups, key, samples);
        }

        rollups.Finish(first, last);
        columns.Finish(first, last);
    }

    private static Microsoft.Win32.SafeHandles.SafeFileHandle? TryOpenAlone(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
