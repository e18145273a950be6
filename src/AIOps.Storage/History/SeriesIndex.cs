using System.Collections.Concurrent;
using AIOps.Contracts.Telemetry;

namespace AIOps.Storage.History;

/// <summary>All series that the history knows, with their recent samples within a bound of memory.</summary>
internal sealed class SeriesIndex(HistoryOptions options)
{
    private readonly ConcurrentDictionary<ulong, MemorySeries> _series = new();
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<ulong, SeriesKey>> _workloads = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<MemorySeries> _sealed = new();
    private long _bytes;

    /// <summary>Bytes of samples in memory.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Number of series.</summary>
    public int Count => _series.Count;

    /// <summary>The series of a key; null when there is no room for another one.</summary>
    public MemorySeries? Register(SeriesKey key)
    {
        if (_series.TryGetValue(key.Id, out var known))
        {
            return known;
        }

        if (_series.Count >= options.MaxSeries)
        {
            return null;
        }

        var added = _series.GetOrAdd(key.Id, _ => new MemorySeries(key));
        _workloads.GetOrAdd(key.Entity.Workload, _ => new()).TryAdd(key.Id, added.Key);
        return added;
    }

    /// <summary>The instance of a key that the process shares; the key itself when the bound on series is reached.</summary>
    public SeriesKey Share(SeriesKey key) => Register(key)?.Key ?? key;

    public MemorySeries? Find(ulong id) => _series.GetValueOrDefault(id);

    public IReadOnlyList<SeriesKey> Of(string? workload) => workload is null
        ? [.. _series.Values.Select(series => series.Key)]
        : _workloads.TryGetValue(workload, out var keys) ? [.. keys.Values] : [];

    /// <summary>Takes a batch's samples that are on disk now.</summary>
    public void Add(MetricBatch batch)
    {
        var series = new MemorySeries?[batch.Series.Count];
        for (var i = 0; i < series.Length; i++)
        {
            series[i] = Register(batch.Series[i]);
        }

        long grown = 0;
        var seriesOf = batch.SeriesOf;
        var times = batch.Times;
        var values = batch.Values;
        for (var i = 0; i < seriesOf.Length; i++)
        {
            if (series[seriesOf[i]] is { } one && double.IsFinite(values[i]) && one.Add(times[i], values[i], ref grown))
            {
                _sealed.Enqueue(one);
            }
        }

        Interlocked.Add(ref _bytes, grown);
        EvictTo(options.MaxMemoryBytes);
    }

    /// <summary>Seals what went quiet and forgets series without a sample since a time.</summary>
    public void Tidy(long quietBefore, long goneBefore)
    {
        long grown = 0;
        foreach (var (id, series) in _series)
        {
            if (series.SealIfQuiet(quietBefore, ref grown))
            {
                _sealed.Enqueue(series);
            }

            if (series.LastTime < goneBefore && _series.TryRemove(id, out _) && _workloads.TryGetValue(series.Key.Entity.Workload, out var keys))
            {
                keys.TryRemove(id, out _);
            }
        }

        Interlocked.Add(ref _bytes, grown);
    }

    private void EvictTo(long limit)
    {
        while (Interlocked.Read(ref _bytes) > limit && _sealed.TryDequeue(out var oldest))
        {
            Interlocked.Add(ref _bytes, -oldest.Evict());
            HistoryInstruments.OnEvicted();
        }
    }
}
