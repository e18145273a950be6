using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace AIOps.Contracts.Telemetry;

/// <summary>
/// The binary body of a metric batch on the bus and in the history journal: <c>"AM" version(1) reserved(1) seriesCount(4) sampleCount(4)</c>, then each series as
/// <c>id(8) length(2) encoded key</c>, then the columns series index (4 bytes each), time (8) and value (8), little-endian.
/// A reader that knows a series by id skips its text, so decoding allocates nothing per sample.
/// </summary>
public static class MetricBatchCodec
{
    /// <summary>Most samples a batch may hold.</summary>
    public const int MaxSamples = 65_536;

    private const byte Version = 1;

    /// <summary>Writes a batch.</summary>
    public static byte[] Encode(MetricBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var size = 12 + (batch.Count * 20);
        foreach (var key in batch.Series)
        {
            size += 10 + key.Encoded.Length;
        }

        var bytes = new byte[size];
        var at = bytes.AsSpan();
        at[0] = (byte)'A';
        at[1] = (byte)'M';
        at[2] = Version;
        BinaryPrimitives.WriteInt32LittleEndian(at[4..], batch.Series.Count);
        BinaryPrimitives.WriteInt32LittleEndian(at[8..], batch.Count);
        at = at[12..];
        foreach (var key in batch.Series)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(at, key.Id);
            BinaryPrimitives.WriteUInt16LittleEndian(at[8..], checked((ushort)key.Encoded.Length));
            key.Encoded.CopyTo(at[10..]);
            at = at[(10 + key.Encoded.Length)..];
        }

        MemoryMarshal.AsBytes(batch.SeriesOf).CopyTo(at);
        at = at[(batch.Count * 4)..];
        MemoryMarshal.AsBytes(batch.Times).CopyTo(at);
        at = at[(batch.Count * 8)..];
        MemoryMarshal.AsBytes(batch.Values).CopyTo(at);
        return bytes;
    }

    /// <summary>Reads a batch.</summary>
    /// <param name="body">What <see cref="Encode"/> wrote.</param>
    /// <param name="known">Looks a series up by id, so that its text need not be read; null when unknown.</param>
    /// <exception cref="InvalidDataException">The body is malformed, too large or of another version.</exception>
    public static MetricBatch Decode(ReadOnlySpan<byte> body, Func<ulong, SeriesKey?>? known = null)
    {
        if (body.Length < 12 || body[0] != (byte)'A' || body[1] != (byte)'M')
        {
            throw new InvalidDataException("metric batch: not a metric batch");
        }

        if (body[2] != Version)
        {
            throw new InvalidDataException($"metric batch: version {body[2]}, this program reads {Version}");
        }

        var seriesCount = BinaryPrimitives.ReadInt32LittleEndian(body[4..]);
        var sampleCount = BinaryPrimitives.ReadInt32LittleEndian(body[8..]);
        if (seriesCount is < 0 or > MaxSamples || sampleCount is < 0 or > MaxSamples)
        {
            throw new InvalidDataException($"metric batch: {seriesCount} series and {sampleCount} samples are out of bounds");
        }

        var batch = new MetricBatch(sampleCount);
        var rest = body[12..];
        for (var i = 0; i < seriesCount; i++)
        {
            if (rest.Length < 10 || BinaryPrimitives.ReadUInt16LittleEndian(rest[8..]) is var length && rest.Length < 10 + length)
            {
                throw new InvalidDataException("metric batch: series table cut short");
            }

            var id = BinaryPrimitives.ReadUInt64LittleEndian(rest);
            if (batch.AddSeries(known?.Invoke(id) ?? SeriesKey.Decode(rest.Slice(10, length))) != i)
            {
                throw new InvalidDataException("metric batch: a series stands twice in the table");
            }

            rest = rest[(10 + length)..];
        }

        if (rest.Length != sampleCount * 20)
        {
            throw new InvalidDataException($"metric batch: {rest.Length} bytes of columns, expected {sampleCount * 20}");
        }

        var times = rest[(sampleCount * 4)..];
        var values = rest[(sampleCount * 12)..];
        for (var i = 0; i < sampleCount; i++)
        {
            var index = BinaryPrimitives.ReadInt32LittleEndian(rest[(i * 4)..]);
            if ((uint)index >= (uint)seriesCount)
            {
                throw new InvalidDataException($"metric batch: sample {i} points at series {index} of {seriesCount}");
            }

            batch.Add(index, BinaryPrimitives.ReadInt64LittleEndian(times[(i * 8)..]), BinaryPrimitives.ReadDoubleLittleEndian(values[(i * 8)..]));
        }

        return batch;
    }
}
