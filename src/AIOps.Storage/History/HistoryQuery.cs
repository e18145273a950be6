using System.Runtime.ExceptionServices;
using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;

namespace AIOps.Storage.History;

/// <summary>Reads windows: from memory, and from files what is not there.</summary>
internal sealed class HistoryQuery(SeriesIndex index, SegmentCatalogue catalogue)
{
    private const int Attempts = 3;
    private const int MaxThreads = 4;

    /// <summary>Samples with <c>from ≤ time &lt; to</c>, Unix milliseconds.</summary>
    public List<SeriesWindow> Read(IReadOnlyCollection<SeriesKey> series, long from, long to, CancellationToken cancellationToken)
    {
        catalogue.Refresh();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return ReadOnce(series, from, to, cancellationToken);
            }
            catch (FileNotFoundException) when (attempt < Attempts)
            {
                // a compaction or the retention took the file since the listing
            }
        }
    }

    private List<SeriesWindow> ReadOnce(IReadOnlyCollection<SeriesKey> series, long from, long to, CancellationToken cancellationToken)
    {
        var recent = new Dictionary<ulong, SampleBuffer>(series.Count);
        var older = new Dictionary<ulong, SampleBuffer>();
        foreach (var key in series)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var buffer = recent[key.Id] = new SampleBuffer();
            if (index.Find(key.Id)?.CopyTo(buffer, from, to) ?? true)
            {
                older[key.Id] = new SampleBuffer();
            }
        }

        if (older.Count > 0)
        {
            ReadFiles(older, from, to, cancellationToken);
        }

        var windows = new List<SeriesWindow>(series.Count);
        foreach (var key in series)
        {
            if (!recent.Remove(key.Id, out var samples))
            {
                continue;
            }

            if (older.TryGetValue(key.Id, out var first))
            {
                first.AddRange(samples);
                samples = first;
            }

            if (samples.Count > 0)
            {
                samples.Normalize();
                windows.Add(new SeriesWindow(key, samples.GiveTimes(), samples.GiveValues()));
            }
        }

        return windows;
    }

    private void ReadFiles(Dictionary<ulong, SampleBuffer> into, long from, long to, CancellationToken cancellationToken)
    {
        try
        {
            // a series lives in one shard, so its files are read in their order and shards beside each other
            Parallel.ForEach(
                catalogue.ByColumns().GroupBy(name => name.Shard),
                new ParallelOptions { MaxDegreeOfParallelism = Math.Clamp(Environment.ProcessorCount, 1, MaxThreads), CancellationToken = cancellationToken },
                shard =>
                {
                    foreach (var name in shard)
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        ReadFile(name, into, from, to);
                    }
                });
        }
        catch (AggregateException failures) when (failures.InnerExceptions.Count > 0)
        {
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }

        foreach (var journal in catalogue.Journals.Where(journal => journal.Overlaps(from, to)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            journal.Scan(from, to, into);
        }
    }

    private static void ReadFile(SegmentName name, Dictionary<ulong, SampleBuffer> into, long from, long to)
    {
        using var file = new ColumnsFile(name.Path);
        foreach (var (id, samples) in into)
        {
            if (file.Find(id) is >= 0 and var place)
            {
                // when the number of shards was changed a series lies in two
                lock (samples)
                {
                    file.ReadWindow(place, from, to, samples);
                }
            }
        }
    }
}
