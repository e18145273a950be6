using AIOps.Contracts.Telemetry;

namespace AIOps.Storage.History;

/// <summary>A journal and what is known of it. One that this process writes is fed to memory by its writer; another one is followed.</summary>
internal sealed class JournalSegment(SegmentName name, bool own, SeriesIndex index)
{
    private readonly JournalReader _follower = new(index.Share);
    private readonly Lock _lock = new();

    public SegmentName Name => name;

    /// <summary>Whether this process writes it now.</summary>
    public bool Open { get; set; }

    /// <summary>Lowest and highest time of the samples seen, Unix milliseconds.</summary>
    public long MinTime { get; private set; } = long.MaxValue;

    /// <inheritdoc cref="MinTime"/>
    public long MaxTime { get; private set; } = long.MinValue;

    /// <summary>Notes the times of a batch and hands it to memory.</summary>
    public void Take(MetricBatch batch)
    {
        lock (_lock)
        {
            foreach (var time in batch.Times)
            {
                MinTime = Math.Min(MinTime, time);
                MaxTime = Math.Max(MaxTime, time);
            }
        }

        index.Add(batch);
    }

    /// <summary>Reads what another process, or an earlier one, appended since the last call.</summary>
    /// <returns>Damage that was found now, or null.</returns>
    public string? Follow()
    {
        if (own || _follower.Damage is not null)
        {
            return null;
        }

        lock (_follower)
        {
            using var file = Read(name.Path);
            while (_follower.Next(file) is { } batch)
            {
                Take(batch);
            }

            return _follower.Damage;
        }
    }

    /// <summary>Whether a sample of the window may be in it.</summary>
    public bool Overlaps(long from, long to)
    {
        lock (_lock)
        {
            return MaxTime >= from && MinTime < to;
        }
    }

    /// <summary>Reads the journal from the disk: the way for samples that left memory.</summary>
    public void Scan(long from, long to, Dictionary<ulong, SampleBuffer> into)
    {
        var reader = new JournalReader(index.Share);
        using var file = Read(name.Path);
        while (reader.Next(file) is { } batch)
        {
            var buffers = new SampleBuffer?[batch.Series.Count];
            for (var i = 0; i < buffers.Length; i++)
            {
                buffers[i] = into.GetValueOrDefault(batch.Series[i].Id);
            }

            for (var i = 0; i < batch.Count; i++)
            {
                var time = batch.Times[i];
                if (time >= from && time < to)
                {
                    buffers[batch.SeriesOf[i]]?.Add(time, batch.Values[i]);
                }
            }
        }
    }

    /// <summary>Opens a journal beside its writer.</summary>
    public static Microsoft.Win32.SafeHandles.SafeFileHandle Read(string path) =>
        File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
}
