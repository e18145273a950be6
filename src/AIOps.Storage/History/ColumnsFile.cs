using System.Buffers.Binary;
using AIOps.Contracts.Telemetry;
using Microsoft.Win32.SafeHandles;

namespace AIOps.Storage.History;

/// <summary>Reads a segment by series; opened for each read, the system's page cache keeps it near.</summary>
internal sealed class ColumnsFile : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly byte[] _index;
    private readonly long _length;
    private byte[] _chunk = [];

    /// <summary>Opens a file and checks its index.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public ColumnsFile(string path)
    {
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            Span<byte> bytes = stackalloc byte[ColumnsFormat.Footer];
            var length = _length = RandomAccess.GetLength(_file);
            if (RandomAccess.Read(_file, bytes, Math.Max(0, length - bytes.Length)) < bytes.Length || !bytes.EndsWith(ColumnsFormat.EndMagic))
            {
                throw new InvalidDataException("no footer");
            }

            var footer = new ByteReader(bytes);
            var indexAt = footer.Int64();
            _index = new byte[Math.Clamp(footer.Int32(), 0, length)];
            var checksum = (uint)footer.Int32();
            AppendedFromMs = footer.Int64();
            AppendedToMs = footer.Int64();
            if (RandomAccess.Read(_file, _index, indexAt) < _index.Length || JournalFormat.Checksum(_index) != checksum)
            {
                throw new InvalidDataException("the checksum of the index is wrong");
            }
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Times of its first and last append, Unix milliseconds.</summary>
    public long AppendedFromMs { get; }

    /// <inheritdoc cref="AppendedFromMs"/>
    public long AppendedToMs { get; }

    /// <summary>Number of series.</summary>
    public int Count => BinaryPrimitives.ReadInt32LittleEndian(_index);

    /// <summary>Id of the series at a place in rising order.</summary>
    public ulong Id(int place) => BinaryPrimitives.ReadUInt64LittleEndian(_index.AsSpan(4 + (place * 12)));

    /// <summary>Key of the series at a place.</summary>
    public SeriesKey Key(int place)
    {
        var entry = Entry(place);
        return SeriesKey.Decode(entry.Bytes(entry.Count()));
    }

    /// <summary>Place of a series, or negative.</summary>
    public int Find(ulong id)
    {
        int low = 0, high = Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            switch (Id(middle).CompareTo(id))
            {
                case 0:
                    return middle;
                case < 0:
                    low = middle + 1;
                    break;
                default:
                    high = middle - 1;
                    break;
            }
        }

        return -1;
    }

    /// <summary>The chunks of a field of the series at a place; of its first field when it has no such one.</summary>
    public List<StoredChunk> Chunks(int place, int field = 0)
    {
        var entry = Entry(place);
        entry.Bytes(entry.Count());
        var fields = entry.Count();
        var wanted = field < fields ? field : 0;
        for (var i = 0; ; i++)
        {
            var chunks = new List<StoredChunk>(entry.Count());
            for (var left = chunks.Capacity; left > 0; left--)
            {
                var (offset, length, count, min) = (entry.Signed(), entry.Count(), entry.Count(), entry.Signed());
                chunks.Add(new StoredChunk(offset, length, count, min, unchecked(min + entry.Signed())));
            }

            if (i == wanted)
            {
                return chunks;
            }
        }
    }

    /// <summary>Appends the samples of a series' first field with <c>from ≤ time &lt; to</c>. Its chunks lie one behind the other: they are read at once.</summary>
    /// <exception cref="InvalidDataException">A chunk is damaged.</exception>
    public void ReadWindow(int place, long from, long to, SampleBuffer into)
    {
        var chunks = Chunks(place);
        var (samples, begin, end) = (0, long.MaxValue, 0L);
        foreach (var chunk in chunks)
        {
            if (chunk.Overlaps(from, to))
            {
                (samples, begin, end) = (samples + chunk.Count, Math.Min(begin, chunk.Offset), Math.Max(end, chunk.Offset + chunk.Length));
            }
        }

        if (samples == 0)
        {
            return;
        }

        var bytes = Load(begin, end);
        into.Reserve(into.Count + samples);
        foreach (var chunk in chunks)
        {
            if (chunk.Overlaps(from, to))
            {
                ChunkCodec.Decode(bytes.Slice((int)(chunk.Offset - begin), chunk.Length), chunk.Count, from, to, into);
            }
        }
    }

    /// <summary>Appends the samples of a chunk with <c>from ≤ time &lt; to</c>.</summary>
    /// <exception cref="InvalidDataException">The chunk is damaged.</exception>
    public void Read(StoredChunk chunk, long from, long to, SampleBuffer into)
    {
        ChunkCodec.Decode(Load(chunk.Offset, chunk.Offset + chunk.Length), chunk.Count, from, to, into);
    }

    public void Dispose() => _file.Dispose();

    private ReadOnlySpan<byte> Load(long begin, long end)
    {
        var length = end - begin;
        if (length > _length)
        {
            throw new InvalidDataException("a chunk is longer than its file");
        }

        if (_chunk.Length < length)
        {
            _chunk = new byte[length * 2];
        }

        var bytes = _chunk.AsSpan(0, (int)length);
        return RandomAccess.Read(_file, bytes, begin) == length ? bytes : throw new InvalidDataException("a chunk is cut short");
    }

    private ByteReader Entry(int place)
    {
        var reader = new ByteReader(_index);
        reader.Bytes(BinaryPrimitives.ReadInt32LittleEndian(_index.AsSpan(12 + (place * 12))));
        return reader;
    }
}
