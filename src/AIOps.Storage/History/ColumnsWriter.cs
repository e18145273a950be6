using AIOps.Contracts.Telemetry;

namespace AIOps.Storage.History;

/// <summary>Writes a segment by series: all chunks first, then the index.</summary>
internal sealed class ColumnsWriter : IDisposable
{
    private readonly string _path;
    private readonly FileStream _file;
    private readonly BitWriter _bits = new();
    private readonly List<(ulong Id, int At)> _directory = [];
    private readonly ByteWriter _entries = new();
    private long _offset;

    /// <summary>Begins a file beside its final place.</summary>
    public ColumnsWriter(string path)
    {
        _path = path;
        _file = new FileStream(Temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        _file.Write(ColumnsFormat.FileMagic);
        _offset = ColumnsFormat.FileMagic.Length;
    }

    /// <summary>Number of series so far.</summary>
    public int Count => _directory.Count;

    private string Temporary => _path + ".new";

    /// <summary>Adds a series.</summary>
    /// <param name="key">Which; each only once.</param>
    /// <param name="times">Rising times, Unix milliseconds, the same for all fields.</param>
    /// <param name="fields">One or more columns of values.</param>
    public void Add(SeriesKey key, ReadOnlySpan<long> times, params ReadOnlySpan<double[]> fields)
    {
        _directory.Add((key.Id, _entries.Length));
        _entries.Count(key.Encoded.Length);
        _entries.Bytes(key.Encoded);
        _entries.Count(fields.Length);
        foreach (var values in fields)
        {
            _entries.Count((times.Length + ColumnsFormat.ChunkLength - 1) / ColumnsFormat.ChunkLength);
            for (var i = 0; i < times.Length; i += ColumnsFormat.ChunkLength)
            {
                var length = Math.Min(ColumnsFormat.ChunkLength, times.Length - i);
                AddChunk(Chunk.Seal(times.Slice(i, length), values.AsSpan(i, length), _bits));
            }
        }
    }

    /// <summary>Writes index and footer, brings everything to the disk and puts the file into its place.</summary>
    public void Finish(long appendedFromMs, long appendedToMs)
    {
        var index = new ByteWriter();
        index.Int32(_directory.Count);
        var first = 4 + (_directory.Count * 12);
        foreach (var (id, at) in _directory.OrderBy(entry => entry.Id))
        {
            index.Int64((long)id);
            index.Int32(first + at);
        }

        index.Bytes(_entries.Written);
        var footer = new ByteWriter();
        footer.Int64(_offset);
        footer.Int32(index.Length);
        footer.Int32((int)JournalFormat.Checksum(index.Written));
        footer.Int64(appendedFromMs);
        footer.Int64(appendedToMs);
        footer.Bytes(ColumnsFormat.EndMagic);
        _file.Write(index.Written);
        _file.Write(footer.Written);
        _file.Flush(flushToDisk: true);
        _file.Dispose();
        File.Move(Temporary, _path, overwrite: true);
    }

    public void Dispose()
    {
        _file.Dispose();
        File.Delete(Temporary);
    }

    private void AddChunk(Chunk chunk)
    {
        _entries.Signed(_offset);
        _entries.Count(chunk.Bytes.Length);
        _entries.Count(chunk.Count);
        _entries.Signed(chunk.MinTime);
        _entries.Signed(unchecked(chunk.MaxTime - chunk.MinTime));
        _file.Write(chunk.Bytes);
        _offset += chunk.Bytes.Length;
    }
}
