using AIOps.Contracts.Telemetry;
using Microsoft.Win32.SafeHandles;

namespace AIOps.Storage.History;

/// <summary>The place in one journal that a <see cref="JournalTail"/> has come to.</summary>
internal sealed class JournalCursor(SegmentName name, SeriesIndex index) : IDisposable
{
    private readonly JournalReader _reader = new(index.Share);
    private SafeFileHandle? _file;
    private long _length;

    public SegmentName Name => name;

    /// <summary>The next record that is complete; null at the end of what is there.</summary>
    public MetricBatch? Next { get; private set; }

    /// <summary>When <see cref="Next"/> was appended, Unix milliseconds.</summary>
    public long NextAtMs { get; private set; }

    /// <summary>Bytes in front of <see cref="Next"/>.</summary>
    public long Offset { get; private set; }

    /// <summary>When the last record that was taken was appended, Unix milliseconds.</summary>
    public long TakenAtMs { get; private set; } = long.MinValue;

    /// <summary>Bytes from <see cref="Offset"/> to the end.</summary>
    public long Waiting => Next is null ? 0 : _length - Offset;

    /// <summary>Looks whether there is a further record. As long as there is one, the journal is held open, which keeps a compaction away from it.</summary>
    /// <exception cref="FileNotFoundException">The journal is gone.</exception>
    public void Look()
    {
        _length = new FileInfo(name.Path).Length;
        if (Next is null && _length > _reader.Position)
        {
            Read();
        }
    }

    /// <summary>Goes on behind <see cref="Next"/>.</summary>
    public void Take()
    {
        (Offset, TakenAtMs, Next) = (_reader.Position, NextAtMs, null);
        Read();
    }

    /// <summary>Passes over what lies in front of a place; the definitions of series in it are needed.</summary>
    public void SkipTo(long offset, long takenAtMs)
    {
        _file ??= JournalSegment.Read(name.Path);
        while (_reader.Position < offset && _reader.Next(_file, fromMs: long.MaxValue) is not null)
        {
        }

        (Offset, TakenAtMs) = (_reader.Position, takenAtMs);
        Look();
    }

    /// <summary>Lets the journal go when nothing in it waits.</summary>
    public void Settle()
    {
        if (Next is null)
        {
            Dispose();
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }

    private void Read()
    {
        _file ??= JournalSegment.Read(name.Path);
        Next = _reader.Next(_file);
        NextAtMs = _reader.AppendedAtMs;
    }
}
