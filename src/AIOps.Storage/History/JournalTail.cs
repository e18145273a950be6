using AIOps.Contracts.Telemetry;

namespace AIOps.Storage.History;

/// <summary>
/// The records of all journals of a folder in the order of their appends, each once, from a place on that the caller keeps. A journal with records that
/// were not taken is held open: a compaction wants it alone and waits.
/// </summary>
internal sealed class JournalTail(HistoryOptions options, SeriesIndex index) : IDisposable
{
    private readonly Dictionary<string, JournalCursor> _cursors = new(StringComparer.Ordinal);

    /// <summary>How far each journal was read, by its stem.</summary>
    public IReadOnlyDictionary<string, JournalPlace> Places => _cursors.ToDictionary(pair => pair.Key, pair => new JournalPlace(pair.Value.Offset, pair.Value.TakenAtMs), StringComparer.Ordinal);

    /// <summary>Bytes that wait.</summary>
    public long WaitingBytes => _cursors.Values.Sum(cursor => cursor.Waiting);

    /// <summary>When the oldest record that waits was appended, Unix milliseconds; null when nothing waits.</summary>
    public long? OldestMs => Oldest()?.NextAtMs;

    /// <summary>Goes on from places that were kept.</summary>
    /// <returns>Samples that were compacted meanwhile without having been read; counted by the times of samples, so about.</returns>
    public long Resume(IReadOnlyDictionary<string, JournalPlace> places)
    {
        Look();
        foreach (var (stem, place) in places)
        {
            if (_cursors.TryGetValue(stem, out var cursor))
            {
                // a cursor that looked already stands in front of the first record
                cursor.Dispose();
                _cursors[stem] = cursor = new JournalCursor(cursor.Name, index);
                cursor.SkipTo(place.Offset, place.AtMs);
            }
        }

        return places.Count == 0 ? 0 : Missed(places);
    }

    /// <summary>Looks for new journals and new records.</summary>
    public void Look()
    {
        var journals = SegmentName.Shards(options.Folder).SelectMany(shard => SegmentName.Of(options.Folder, shard)).Where(name => name.Kind == SegmentName.Journal)
            .ToDictionary(name => name.Stem, StringComparer.Ordinal);
        foreach (var stem in _cursors.Keys.Where(stem => !journals.ContainsKey(stem)).ToList())
        {
            Forget(stem);
        }

        foreach (var (stem, name) in journals)
        {
            if (!_cursors.TryGetValue(stem, out var cursor))
            {
                _cursors.Add(stem, cursor = new JournalCursor(name, index));
            }

            try
            {
                cursor.Look();
            }
            catch (FileNotFoundException)
            {
                // compacted between the listing and now
                Forget(stem);
            }
        }
    }

    /// <summary>Takes the oldest record.</summary>
    /// <returns>Its batch and when it was appended; null when nothing waits.</returns>
    public (MetricBatch Batch, long AtMs)? Take()
    {
        if (Oldest() is not { } cursor)
        {
            return null;
        }

        var taken = (cursor.Next!, cursor.NextAtMs);
        cursor.Take();
        return taken;
    }

    /// <summary>Takes what lies in front of places, whatever its order: what was under way when a reader before this one ended.</summary>
    public List<MetricBatch> TakeUpTo(IReadOnlyDictionary<string, JournalPlace> places)
    {
        var batches = new List<MetricBatch>();
        foreach (var (stem, place) in places)
        {
            while (_cursors.TryGetValue(stem, out var cursor) && cursor.Offset < place.Offset && cursor.Next is { } batch)
            {
                batches.Add(batch);
                cursor.Take();
            }
        }

        return batches;
    }

    /// <summary>What was taken is done with: journals in which nothing waits may be compacted.</summary>
    public void Settle()
    {
        foreach (var cursor in _cursors.Values)
        {
            cursor.Settle();
        }
    }

    public void Dispose()
    {
        foreach (var cursor in _cursors.Values)
        {
            cursor.Dispose();
        }
    }

    private JournalCursor? Oldest()
    {
        JournalCursor? oldest = null;
        foreach (var cursor in _cursors.Values)
        {
            if (cursor.Next is not null && (oldest is null || (cursor.NextAtMs, cursor.Name.StartMs).CompareTo((oldest.NextAtMs, oldest.Name.StartMs)) < 0))
            {
                oldest = cursor;
            }
        }

        return oldest;
    }

    private void Forget(string stem)
    {
        if (_cursors.Remove(stem, out var cursor))
        {
            cursor.Dispose();
        }
    }

    private long Missed(IReadOnlyDictionary<string, JournalPlace> places)
    {
        var last = places.Values.Max(place => place.AtMs);
        long missed = 0;
        foreach (var name in SegmentName.Shards(options.Folder).SelectMany(shard => SegmentName.Of(options.Folder, shard)).Where(name => name.Kind == SegmentName.Columns))
        {
            var known = places.TryGetValue(name.Stem, out var place);
            if (known || name.StartMs > last)
            {
                missed += CountAfter(name, known ? place.AtMs : long.MinValue);
            }
        }

        return missed;
    }

    private static long CountAfter(SegmentName name, long takenAtMs)
    {
        try
        {
            using var file = new ColumnsFile(name.Path);
            return file.AppendedToMs <= takenAtMs
                ? 0
                : Enumerable.Range(0, file.Count).Sum(series => file.Chunks(series).Where(chunk => chunk.MaxTime > takenAtMs).Sum(chunk => (long)chunk.Count));
        }
        catch (Exception error) when (error is InvalidDataException or FileNotFoundException)
        {
            return 0;
        }
    }
}
