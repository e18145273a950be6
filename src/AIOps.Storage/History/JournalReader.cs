using System.Buffers.Binary;
using AIOps.Contracts.Telemetry;
using Microsoft.Win32.SafeHandles;

namespace AIOps.Storage.History;

/// <summary>
/// Follows a journal that may still be written. A record that is incomplete ends the reading for now; one whose checksum is wrong ends it
/// for good: after <c>kill -9</c> that is the torn tail, which was never confirmed, and nothing is ever written behind it.
/// </summary>
internal sealed class JournalReader(Func<SeriesKey, SeriesKey> known)
{
    private readonly JournalDecoder _decoder = new(known);
    private byte[] _record = [];

    /// <summary>Bytes read so far.</summary>
    public long Position { get; private set; }

    /// <summary>Time of the last record, Unix milliseconds.</summary>
    public long AppendedAtMs { get; private set; } = long.MinValue;

    /// <summary>The damage that ended the reading, or null.</summary>
    public string? Damage { get; private set; }

    /// <summary>Reads the next record.</summary>
    /// <param name="file">The journal, open for reading.</param>
    /// <param name="fromMs">Records that were appended before are passed over: they give an empty batch.</param>
    /// <returns>Its batch; null at the end of what is there now.</returns>
    public MetricBatch? Next(SafeFileHandle file, long fromMs = long.MinValue)
    {
        if (Damage is not null)
        {
            return null;
        }

        if (Position == 0 && !ReadFileHeader(file))
        {
            return null;
        }

        Span<byte> header = stackalloc byte[JournalFormat.RecordHeader];
        if (RandomAccess.Read(file, header, Position) < header.Length)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != JournalFormat.Magic || length is < 0 or > JournalFormat.MaxPayload)
        {
            return End($"no record begins at byte {Position}");
        }

        var size = length + 8;
        if (_record.Length < size)
        {
            _record = new byte[Math.Max(size, _record.Length * 2)];
        }

        var record = _record.AsSpan(0, size);
        if (RandomAccess.Read(file, record, Position + 12) < size)
        {
            return null;
        }

        if (JournalFormat.Checksum(record) != BinaryPrimitives.ReadUInt32LittleEndian(header[8..]))
        {
            return End($"the checksum of the record at byte {Position} is wrong");
        }

        AppendedAtMs = BinaryPrimitives.ReadInt64LittleEndian(record);
        Position += JournalFormat.RecordHeader + length;
        return _decoder.Read(record[8..], AppendedAtMs >= fromMs) ?? new MetricBatch(0);
    }

    private bool ReadFileHeader(SafeFileHandle file)
    {
        Span<byte> header = stackalloc byte[JournalFormat.FileHeader];
        if (RandomAccess.Read(file, header, 0) < header.Length)
        {
            return false;
        }

        if (!header.StartsWith(JournalFormat.FileMagic))
        {
            End("it is no journal of this version");
            return false;
        }

        Position = header.Length;
        return true;
    }

    private MetricBatch? End(string damage)
    {
        Damage = damage;
        HistoryInstruments.OnDamage();
        return null;
    }
}
