using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace AIOps.Storage.History;

/// <summary>A growing buffer of bytes that is used again.</summary>
internal sealed class ByteWriter
{
    private byte[] _bytes = new byte[64 * 1024];

    public int Length { get; private set; }

    public Span<byte> Written => _bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    /// <summary>Leaves room and returns where it begins.</summary>
    public int Skip(int count)
    {
        Grow(count);
        Length += count;
        return Length - count;
    }

    public void Bytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Next(bytes.Length));

    public void Doubles(ReadOnlySpan<double> values) => Bytes(MemoryMarshal.AsBytes(values));

    public void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Next(8), value);

    public void Int32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Next(4), value);

    public void Int32At(int position, int value) => BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(position), value);

    /// <summary>A number in base 128.</summary>
    public void Count(int value) => Varint((ulong)value);

    /// <summary>A signed number in zigzag and base 128.</summary>
    public void Signed(long value) => Varint((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>A number in base 128.</summary>
    public void Unsigned(ulong value) => Varint(value);

    // the array is asked for after the room was made: it may be another one then
    private Span<byte> Next(int count)
    {
        var at = Skip(count);
        return _bytes.AsSpan(at, count);
    }

    private void Varint(ulong value)
    {
        Grow(10);
        var at = Length;
        for (; value >= 0x80; value >>= 7)
        {
            _bytes[at++] = (byte)(value | 0x80);
        }

        _bytes[at++] = (byte)value;
        Length = at;
    }

    private void Grow(int count)
    {
        if (Length + count > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
        }
    }
}
