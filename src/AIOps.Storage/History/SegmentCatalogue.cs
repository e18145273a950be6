using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AIOps.Storage.History;

/// <summary>The segments on disk: those of this process as they are made, those of others by looking at the folders.</summary>
internal sealed partial class SegmentCatalogue(HistoryOptions options, SeriesIndex index, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, JournalSegment> _journals = new(StringComparer.Ordinal);
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

        if (last.Kind != SegmentName.Journal)
        {
            return last.StartMs;
        }

        using var file = JournalSegment.Read(last.Path);
        var reader = new JournalReader(key => key);
        while (reader.Next(file, fromMs: long.MaxValue) is not null)
        {
        }

        return Math.Max(last.StartMs, reader.AppendedAtMs);
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

            foreach (var name in SegmentName.Shards(options.Folder).SelectMany(shard => SegmentName.Of(options.Folder, shard)).Where(name => name.Kind == SegmentName.Journal))
            {
                _journals.GetOrAdd(name.Path, _ => new JournalSegment(name, own: false, index));
            }

            foreach (var segment in Journals)
            {
                Follow(segment);
            }

            _looked = time.GetTimestamp();
        }
    }

    private void Follow(JournalSegment segment)
    {
        try
        {
            if (segment.Follow() is { } damage)
            {
                Log.Damaged(logger, segment.Name.Path, damage);
            }
        }
        catch (FileNotFoundException)
        {
            _journals.TryRemove(segment.Name.Path, out _);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(7001, LogLevel.Warning, "{Path}: {Damage}. What stands before it is kept; after a crash this is the torn end of an append that was never confirmed")]
        public static partial void Damaged(ILogger logger, string path, string damage);
    }
}
