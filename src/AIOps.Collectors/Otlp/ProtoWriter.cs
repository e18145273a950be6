using System.Buffers.Binary;
using System.Text;

namespace AIOps.Collectors.Otlp;

/// <summary>Writes protobuf. Embedded messages get a length of five bytes that is filled in when they end, so that nothing is copied twice.</summary>
internal sealed class ProtoWriter
{
    private byte[] _bytes = new byte[256];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public byte[] ToArray() => _bytes.AsSpan(0, Length).ToArray();

    public void Varint(int field, ulong value)
    {
        Number((ulong)(field << 3));
        Number(value);
    }

    public void Fixed64(int field, ulong value)
    {
        Number((ulong)((field << 3) | ProtoReader.Fixed64));
        RawFixed64(value);
    }

    public void Double(int field, double value) => Fixed64(field, BitConverter.DoubleToUInt64Bits(value));

    public void Fixed32(int field, uint value)
    {
        Number((ulong)((field << 3) | ProtoReader.Fixed32));
        BinaryPrimitives.WriteUInt32LittleEndian(Room(4), value);
        Length += 4;
    }

    public void ZigZag32(int field, int value) => Varint(field, (uint)((value << 1) ^ (value >> 31)));

    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Number((ulong)((field << 3) | ProtoReader.Length));
        Number((ulong)value.Length);
        value.CopyTo(Room(value.Length));
        Length += value.Length;
    }

    public void Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>Begins an embedded message or a packed list.</summary>
    /// <returns>What <see cref="End"/> needs.</returns>
    public int Begin(int field)
    {
        Number((ulong)((field << 3) | ProtoReader.Length));
        Room(5);
        Length += 5;
        return Length;
    }

    public void End(int start)
    {
        var length = Length - start;
        for (var i = 0; i < 5; i++)
        {
            _bytes[start - 5 + i] = (byte)(((length >> (i * 7)) & 0x7f) | (i < 4 ? 0x80 : 0));
        }
    }

    public void RawFixed64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(Room(8), value);
        Length += 8;
    }

    public void Number(ulong value)
    {
        var room = Room(10);
        var used = 0;
        while (value >= 0x80)
        {
            room[used++] = (byte)(value | 0x80);
            value >>= 7;
        }

        room[used++] = (byte)value;
        Length += used;
    }

    private Span<byte> Room(int bytes)
    {
        if (Length + bytes > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + bytes));
        }

        return _bytes.AsSpan(Length);
    }
}
