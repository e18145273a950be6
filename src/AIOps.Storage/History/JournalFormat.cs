using System.Buffers.Binary;
using System.Numerics;

namespace AIOps.Storage.History;

/// <summary>
/// A journal is the raw form of a segment: a header <c>"AIOPSJ1\n" shard(4)</c>, then records <c>magic(4) length(4) crc32c(4) appendedAt(8) payload</c>, little-endian.
/// The checksum covers time and payload. The payload is <c>definitionBytes definitions sampleCount series-column time-column value-column</c>: a series' key is written
/// once per file and then named by its number; the columns of numbers and times are zigzag differences in base 128, values are 8 bytes.
/// </summary>
internal static class JournalFormat
{
    public const int FileHeader = 12;
    public const int RecordHeader = 20;
    public const uint Magic = 0x4C4E524A;

    /// <summary>Larger payloads are taken for damage.</summary>
    public const int MaxPayload = 64 << 20;

    public static ReadOnlySpan<byte> FileMagic => "AIOPSJ1\n"u8;

    /// <summary>Fills a record's header in front of its payload.</summary>
    public static void WriteHeader(Span<byte> record, long appendedAtMs)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(record, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(record[4..], record.Length - RecordHeader);
        BinaryPrimitives.WriteInt64LittleEndian(record[12..], appendedAtMs);
        BinaryPrimitives.WriteUInt32LittleEndian(record[8..], Checksum(record[12..]));
    }

    /// <summary>CRC-32C (Castagnoli), by the processor's instruction where it has one.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var rest in bytes)
        {
            crc = BitOperations.Crc32C(crc, rest);
        }

        return ~crc;
    }
}
