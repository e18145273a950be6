using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;
using Microsoft.Extensions.Logging;

namespace AIOps.Storage.History;

/// <summary>
/// The telemetry history: journals of two hours per shard that are compacted by series when they are closed, recent samples in memory,
/// 1-minute rollups for as long as they are kept. Several processes may share a folder; each writes files of its own and follows those of the others.
/// </summary>
public sealed partial class TelemetryHistory : ITelemetryHistory, IAsyncDisposable
{
    // a takeover replays the last minutes and wants them as they were appended
    private static readonly TimeSpan CompactAfter = TimeSpan.FromMinutes(10);

    private readonly HistoryOptions _options;
    private readonly TimeProvider _time;
    private readonly SeriesIndex _index;
    private readonly SegmentCatalogue _catalogue;
    private readonly HistoryQuery _query;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<int, Lazy<ShardWriter>> _writers = new();
    private readonly SemaphoreSlim _maintaining = new(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _maintenance;
    private readonly IDisposable _gauges;
    private long _diskBytes = -1;
    private int _disposed;

    /// <summary>Opens the history of a folder; nothing is read or written yet.</summary>
    /// <param name="options">Folder and bounds.</param>
    /// <param name="time">The clock of segments and retention.</param>
    /// <param name="logger">Told of damage.</param>
    public TelemetryHistory(HistoryOptions options, TimeProvider time, ILogger<TelemetryHistory> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(options.Folder);
        ArgumentNullException.ThrowIfNull(time);
        (_options, _time, _logger) = (options, time, logger);
        _index = new SeriesIndex(options);
        _catalogue = new SegmentCatalogue(options, _index, time, logger);
        _query = new HistoryQuery(_index, _catalogue);
        _gauges = HistoryInstruments.Watch(_index, () => DiskBytes, options);
        _maintenance = options.MaintainEvery > TimeSpan.Zero ? MaintainForeverAsync() : Task.CompletedTask;
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
        return Task.Run<IReadOnlyList<SeriesWindow>>(() => _query.Read(series, from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds(), cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<MetricBatch> ReplayAsync(int shard, DateTimeOffset from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        var fromMs = from.ToUnixTimeMilliseconds();
        foreach (var name in Replayable(shard))
        {
            foreach (var batch in name.Kind == SegmentName.Journal ? ReplayJournal(name.Path, fromMs) : ReplayColumns(name.Path, fromMs))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return batch;
            }
        }
    }

    /// <summary>Bytes of the folder's files at the last maintenance; null before the first.</summary>
    internal long? DiskBytes => Interlocked.Read(ref _diskBytes) is >= 0 and var bytes ? bytes : null;

    /// <summary>Most series that it keeps.</summary>
    internal int MaxSeries => _options.MaxSeries;

    /// <summary>Follows every journal of the folder, those of other processes too.</summary>
    internal JournalTail Tail() => new(_options, _index);

    /// <summary>Compacts closed journals and removes what is too old or too much; done by itself every <see cref="HistoryOptions.MaintainEvery"/>.</summary>
    public async Task MaintainAsync(CancellationToken cancellationToken)
    {
        await _maintaining.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
            _catalogue.Refresh();
            var bytes = await Task.Run(() => new HistoryMaintenance(_options, _index, _catalogue).Run(now, now - (long)CompactAfter.TotalMilliseconds, cancellationToken), cancellationToken).ConfigureAwait(false);
            Interlocked.Exchange(ref _diskBytes, bytes);
        }
        finally
        {
            _maintaining.Release();
        }
    }

    /// <summary>Waits for the appends that were begun and closes the files.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        _gauges.Dispose();
        await _stop.CancelAsync().ConfigureAwait(false);
        await _maintenance.ConfigureAwait(false);
        foreach (var writer in _writers.Values)
        {
            await writer.Value.DisposeAsync().ConfigureAwait(false);
        }

        _stop.Dispose();
        _maintaining.Dispose();
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

    private List<SegmentName> Replayable(int shard)
    {
        var names = SegmentName.Of(_options.Folder, shard).Where(name => name.Kind != SegmentName.Rollup).ToList();
        var compacted = names.Where(name => name.Kind == SegmentName.Columns).Select(name => name.Stem).ToHashSet(StringComparer.Ordinal);
        return [.. names.Where(name => name.Kind == SegmentName.Columns || !compacted.Contains(name.Stem))];
    }

    private IEnumerable<MetricBatch> ReplayJournal(string path, long fromMs)
    {
        var reader = new JournalReader(_index.Share);
        using var file = JournalSegment.Read(path);
        while (reader.Next(file, fromMs) is { } batch)
        {
            if (batch.Count > 0)
            {
                yield return batch;
            }
        }
    }

    private IEnumerable<MetricBatch> ReplayColumns(string path, long fromMs)
    {
        using (var file = new ColumnsFile(path))
        {
            if (file.AppendedToMs < fromMs)
            {
                return [];
            }
        }

        return ColumnsReplay.Run(path, _index);
    }

    // the edge of the loop: a failure is told and tried again in a minute
    private async Task MaintainForeverAsync()
    {
        using var timer = new PeriodicTimer(_options.MaintainEvery, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                try
                {
                    await MaintainAsync(_stop.Token).ConfigureAwait(false);
                }
                catch (Exception error) when (error is not OperationCanceledException)
                {
                    HistoryInstruments.OnMaintenanceFailed();
                    Log.MaintenanceFailed(_logger, _options.Folder, error);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // the history is closing
        }
    }

    private static partial class Log
    {
        [LoggerMessage(7003, LogLevel.Error, "{Folder}: compaction or retention failed and is tried again; nothing is lost, but the disk fills")]
        public static partial void MaintenanceFailed(ILogger logger, string folder, Exception error);
    }
}
