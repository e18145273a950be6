using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AIOps.Storage.History;

/// <summary>The segments on disk: those of this process as they are made, those of others by looking at the folders.</summary>
internal sealed partial class SegmentCatalogue(HistoryOptions options, SeriesIndex index, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, JournalSegment> _journals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SegmentName> _columns = new(StringComparer.Ordinal);
    private readonly Lock _looking = new();
    private long? _looked;

    /// <summary>The journals, oldest first.</summary>
    public IReadOnlyList<JournalSegment> Journals => [.. _journals.Values.OrderBy(segment => segment.Name.StartMs)];

    /// <summary>Adds a segment that this process begins to write.</summary>
    public JournalSegment AddOwn(SegmentName name) => _journals[name.Path] = new JournalSegment(name, own: true, index) { Open = true };

    /// <summary>Takes a file out and unlinks it.</summary>
    public void Remove(SegmentName name)
    {
        _journals.TryRemove(name.Path, out _);
        File.Delete(name.Path);
    }

    /// <summary>The time of the last append to a shard, or the lowest number.</summary>
    public long LastAppendMs(int shard)
    {
        var last = SegmentName.Of(options.Folder, shard).LastOrDefault();
        if (last is null)
        {
            return long.MinValue;
        }

        if (last.Kind == SegmentName.Rollup)
        {
            return last.StartMs;
        }

        if (last.Kind == SegmentName.Columns)
        {
            using var columns = new ColumnsFile(last.Path);
            return Math.Max(last.StartMs, columns.AppendedToMs);
        }

        using var file = JournalSegment.Read(last.Path);
        var reader = new JournalReader(key => key);
        while (reader.Next(file, fromMs: long.MaxValue) is not null)
        {
        }

        return Math.Max(last.StartMs, reader.AppendedAtMs);
    }

    /// <summary>Every file of the history.</summary>
    public List<SegmentName> Files() => [.. SegmentName.Shards(options.Folder).SelectMany(shard => SegmentName.Of(options.Folder, shard))];

    /// <summary>The files with samples by series: raw ones, and rollups whose raw form is gone.</summary>
    public List<SegmentName> ByColumns()
    {
        lock (_looking)
        {
            return [.. _columns.Values.Where(name => name.Shard >= 0).OrderBy(name => name.StartMs)];
        }
    }

    /// <summary>A file that this process made of a journal that it holds in memory: reads need not open it.</summary>
    public void AddCompacted(SegmentName journal)
    {
        lock (_looking)
        {
            var columns = journal.As(SegmentName.Columns);
            if (File.Exists(columns.Path))
            {
                _columns[columns.Path] = columns;
            }

            Remove(journal);
        }
    }

    /// <summary>Follows what other processes, and earlier ones, wrote.</summary>
    public void Refresh()
    {
        lock (_looking)
        {
            if (_looked is { } looked && time.GetElapsedTime(looked) < LookEvery)
            {
                return;
            }

            var files = Files();
            var raw = files.Where(name => name.Kind != SegmentName.Rollup).Select(name => name.Stem).ToHashSet(StringComparer.Ordinal);
            var byColumns = files.Where(name => name.Kind == SegmentName.Columns || (name.Kind == SegmentName.Rollup && !raw.Contains(name.Stem))).ToDictionary(name => name.Path, StringComparer.Ordinal);
            foreach (var gone in _columns.Keys.Where(path => !byColumns.ContainsKey(path)).ToList())
            {
                _columns.Remove(gone);
            }

            foreach (var name in byColumns.Values.Where(name => !_columns.ContainsKey(name.Path)))
            {
                Note(name);
            }

            FollowJournals(files, byColumns);
            _looked = time.GetTimestamp();
        }
    }

    private void FollowJournals(List<SegmentName> files, Dictionary<string, SegmentName> byColumns)
    {
        // a journal beside its columns is left over from a compaction that was interrupted
        var journals = files.Where(name => name.Kind == SegmentName.Journal && !byColumns.ContainsKey(name.As(SegmentName.Columns).Path)).ToDictionary(name => name.Path, StringComparer.Ordinal);
        foreach (var name in journals.Values)
        {
            _journals.GetOrAdd(name.Path, _ => new JournalSegment(name, own: false, index));
        }

        foreach (var segment in Journals)
        {
            try
            {
                if (!journals.ContainsKey(segment.Name.Path) && !segment.Open)
                {
                    _journals.TryRemove(segment.Name.Path, out _);
                }
                else if (segment.Follow() is { } damage)
                {
                    Log.Damaged(logger, segment.Name.Path, damage);
                }
            }
            catch (FileNotFoundException)
            {
                _journals.TryRemove(segment.Name.Path, out _);
            }
        }
    }

    // the series of a file that this process did not write: they are known, their samples are on disk
    private void Note(SegmentName name)
    {
        try
        {
            using var file = new ColumnsFile(name.Path);
            for (var place = 0; place < file.Count; place++)
            {
                var series = index.Find(file.Id(place)) ?? index.Register(file.Key(place));
                if (file.Chunks(place) is { Count: > 0 } chunks)
                {
                    series?.NoteOnDisk(chunks.Max(chunk => chunk.MaxTime));
                }
            }

            _columns[name.Path] = name;
        }
        catch (FileNotFoundException)
        {
            // another process removed it between the listing and now
        }
        catch (InvalidDataException error)
        {
            HistoryInstruments.OnDamage();
            Log.Unreadable(logger, name.Path, error.Message);
            _columns[name.Path] = name with { Shard = -1 };
        }
    }

    private static partial class Log
    {
        [LoggerMessage(7001, LogLevel.Warning, "{Path}: {Damage}. What stands before it is kept; after a crash this is the torn end of an append that was never confirmed")]
        public static partial void Damaged(ILogger logger, string path, string damage);

        [LoggerMessage(7002, LogLevel.Warning, "{Path}: {Damage}. The file is left out; retention will remove it")]
        public static partial void Unreadable(ILogger logger, string path, string damage);
    }
}
