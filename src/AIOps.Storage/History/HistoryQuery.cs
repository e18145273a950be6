using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;

namespace AIOps.Storage.History;

/// <summary>Reads windows: from memory, and from files what is not there.</summary>
internal sealed class HistoryQuery(SeriesIndex index, SegmentCatalogue catalogue)
{
    private const int Attempts = 3;

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
                windows.Add(new SeriesWindow(key, samples.Times.ToArray(), samples.Values.ToArray()));
            }
        }

        return windows;
    }

    private void ReadFiles(Dictionary<ulong, SampleBuffer> into, long from, long to, CancellationToken cancellationToken)
    {
        foreach (var name in catalogue.ByColumns())
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var file = new ColumnsFile(name.Path);
            foreach (var (id, samples) in into)
            {
                if (file.Find(id) is >= 0 and var place)
                {
                    foreach (var chunk in file.Chunks(place).Where(chunk => chunk.Overlaps(from, to)))
                    {
                        file.Read(chunk, from, to, samples);
                    }
                }
            }
        }

        foreach (var journal in catalogue.Journals.Where(journal => journal.Overlaps(from, to)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            journal.Scan(from, to, into);
        }
    }
}
