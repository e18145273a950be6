using System.Buffers.Binary;

namespace AIOps.Collectors.Otlp;

/// <summary>
/// Walks a protobuf message without generated classes and without allocating (encoding: protobuf.dev/programming-guides/encoding).
/// Every read is bounds-checked; an overrun, an over-long number or a group is an <see cref="InvalidDataException"/>. It only moves forward, so it ends.
/// </summary>
internal ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;

    /// <summary>Wire types that exist; groups (3, 4) were given up long ago and are refused.</summary>
    public const int Varint = 0, Fixed64 = 1, Length = 2, Fixed32 = 5;

    /// <summary>The wire type of the field just read by <see cref="Next"/>.</summary>
    public int Wire { get; private set; }

    /// <summary>Moves to the next field.</summary>
    /// <param name="field">Its number; with <see cref="Wire"/> it says how to read the value, which must then be read or skipped.</param>
    /// <returns>False at the end of the message.</returns>
    public bool Next(out int field)
    {
        if (_rest.IsEmpty)
        {
            field = 0;
            return false;
        }

        var tag = _rest[0] < 0x80 ? Take(1)[0] : ReadVarint();
        Wire = (int)(tag & 7);
        field = tag > uint.MaxValue ? 0 : (int)(tag >> 3);
        if (field == 0)
        {
            throw new InvalidDataException("protobuf: field number 0 or out of range");
        }

        return true;
    }

    /// <summary>True when nothing is left.</summary>
    public readonly bool AtEnd => _rest.IsEmpty;

    public ulong ReadVarint()
    {
        ulong value = 0;
        for (var i = 0; i < 10; i++)
        {
            if (i >= _rest.Length)
            {
                throw new InvalidDataException("protobuf: cut short inside a number");
            }

            var part = _rest[i];
            value |= (ulong)(part & 0x7f) << (i * 7);
            if (part < 0x80)
            {
                _rest = _rest[(i + 1)..];
                return value;
            }
        }

        throw new InvalidDataException("protobuf: a number of more than ten bytes");
    }

    public ulong ReadFixed64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    public uint ReadFixed32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public int ReadZigZag32()
    {
        var value = (uint)ReadVarint();
        return (int)(value >> 1) ^ -(int)(value & 1);
    }

    public ReadOnlySpan<byte> ReadBytes()
    {
        var length = ReadVarint();
        return length <= (ulong)_rest.Length ? Take((int)length) : throw new InvalidDataException("protobuf: a field is longer than what is left");
    }

    public void Skip()
    {
        switch (Wire)
        {
            case Varint: ReadVarint(); break;
            case Fixed64: Take(8); break;
            case Length: ReadBytes(); break;
            case Fixed32: Take(4); break;
            default: throw new InvalidDataException($"protobuf: wire type {Wire} does not exist");
        }
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _rest.Length)
        {
            throw new InvalidDataException("protobuf: cut short");
        }

        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
