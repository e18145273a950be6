using System.Buffers.Binary;

namespace AIOps.Storage.History;

/// <summary>Reads what <see cref="ByteWriter"/> wrote; every overrun is an <see cref="InvalidDataException"/>.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool AtEnd => _rest.IsEmpty;

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if ((uint)count > (uint)_rest.Length)
        {
            throw new InvalidDataException("history: a record is cut short");
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Bytes(8));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Bytes(4));

    public int Count()
    {
        var value = Varint();
        return value <= int.MaxValue ? (int)value : throw new InvalidDataException($"history: a count of {value}");
    }

    public long Signed()
    {
        var value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (int shift = 0, i = 0; i < _rest.Length && shift < 64; i++, shift += 7)
        {
            value |= (ulong)(_rest[i] & 0x7f) << shift;
            if (_rest[i] < 0x80)
            {
                _rest = _rest[(i + 1)..];
                return value;
            }
        }

        throw new InvalidDataException("history: a malformed number");
    }
}
