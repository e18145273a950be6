using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;
using Microsoft.Extensions.Logging;

namespace AIOps.Storage.History;

/// <summary>
/// The telemetry history: journals of two hours per shard, recent samples in memory. Several processes may share a folder;
/// each writes files of its own and follows those of the others.
/// </summary>
public sealed class TelemetryHistory : ITelemetryHistory, IAsyncDisposable
{
    private readonly HistoryOptions _options;
    private readonly TimeProvider _time;
    private readonly SeriesIndex _index;
    private readonly SegmentCatalogue _catalogue;
    private readonly ConcurrentDictionary<int, Lazy<ShardWriter>> _writers = new();

    /// <summary>Opens the history of a folder; nothing is read or written yet.</summary>
    /// <param name="options">Folder and bounds.</param>
    /// <param name="time">The clock of segments and retention.</param>
    /// <param name="logger">Told of damage.</param>
    public TelemetryHistory(HistoryOptions options, TimeProvider time, ILogger<TelemetryHistory> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(options.Folder);
        (_options, _time) = (options, time);
        _index = new SeriesIndex(options);
        _catalogue = new SegmentCatalogue(options, _index, time, logger);
    }

    /// <inheritdoc/>
    /// <exception cref="StoreUnavailableException">The disk is full or the folder cannot be written; nothing was appended.</exception>
    public Task AppendAsync(int shard, MetricBatch batch, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(shard);
        ArgumentNullException.ThrowIfNull(batch);
        var taken = new bool[batch.Series.Count];
        for (var i = 0; i < taken.Length; i++)
        {
            taken[i] = _index.Register(batch.Series[i]) is not null;
        }

        var kept = CountKept(batch, taken);
        return kept == 0 ? Task.CompletedTask : Writer(shard).AppendAsync(new PendingAppend(batch, taken), cancellationToken);
    }

    /// <inheritdoc/>
    public IReadOnlyList<SeriesKey> FindSeries(string? workload)
    {
        _catalogue.Refresh();
        return _index.Of(workload);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<SeriesWindow>> ReadAsync(IReadOnlyCollection<SeriesKey> series, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(series);
        return Task.Run<IReadOnlyList<SeriesWindow>>(() => Read(series, from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds(), cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<MetricBatch> ReplayAsync(int shard, DateTimeOffset from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        foreach (var name in SegmentName.Of(_options.Folder, shard).Where(name => name.Kind == SegmentName.Journal))
        {
            var reader = new JournalReader(_index.Share);
            using var file = JournalSegment.Read(name.Path);
            while (reader.Next(file, from.ToUnixTimeMilliseconds()) is { } batch)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (batch.Count > 0)
                {
                    yield return batch;
                }
            }
        }
    }

    /// <summary>Waits for the appends that were begun and closes the files.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var writer in _writers.Values)
        {
            await writer.Value.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static int CountKept(MetricBatch batch, bool[] taken)
    {
        int kept = 0, notFinite = 0, overLimit = 0;
        var seriesOf = batch.SeriesOf;
        var values = batch.Values;
        for (var i = 0; i < seriesOf.Length; i++)
        {
            if (!taken[seriesOf[i]])
            {
                overLimit++;
            }
            else if (double.IsFinite(values[i]))
            {
                kept++;
            }
            else
            {
                notFinite++;
            }
        }

        HistoryInstruments.OnNotFinite(notFinite);
        HistoryInstruments.OnOverSeriesLimit(overLimit);
        return kept;
    }

    private ShardWriter Writer(int shard) =>
        _writers.GetOrAdd(shard, number => new Lazy<ShardWriter>(() => new ShardWriter(number, _options, _time, _catalogue))).Value;

    private List<SeriesWindow> Read(IReadOnlyCollection<SeriesKey> series, long from, long to, CancellationToken cancellationToken)
    {
        _catalogue.Refresh();
        var buffers = new Dictionary<ulong, SampleBuffer>();
        var evicted = new Dictionary<ulong, SampleBuffer>();
        foreach (var key in series)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var buffer = buffers[key.Id] = new SampleBuffer();
            if (_index.Find(key.Id)?.CopyTo(buffer, from, to) ?? false)
            {
                evicted.Add(key.Id, buffer);
            }
        }

        if (evicted.Count > 0)
        {
            foreach (var journal in _catalogue.Journals.Where(journal => journal.Overlaps(from, to)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                journal.Scan(from, to, evicted);
            }
        }

        var windows = new List<SeriesWindow>(series.Count);
        foreach (var key in series)
        {
            if (buffers.Remove(key.Id, out var buffer) && buffer.Count > 0)
            {
                buffer.Normalize();
                windows.Add(new SeriesWindow(key, buffer.Times.ToArray(), buffer.Values.ToArray()));
            }
        }

        return windows;
    }
}
