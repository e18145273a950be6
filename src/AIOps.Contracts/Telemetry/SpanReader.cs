using System.Buffers.Binary;

namespace AIOps.Contracts.Telemetry;

/// <summary>Bounds-checked reads over a span; every overrun is an <see cref="InvalidDataException"/>.</summary>
internal ref struct SpanReader(ReadOnlySpan<byte> body)
{
    private ReadOnlySpan<byte> _rest = body;

    public byte Byte() => Take(1)[0];

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public int Count(int max)
    {
        var value = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var part = Byte();
            value |= (part & 0x7f) << shift;
            if (part < 0x80)
            {
                return value >= 0 && value <= max ? value : throw new InvalidDataException($"count {value} is out of bounds");
            }
        }

        throw new InvalidDataException("malformed count");
    }

    public ReadOnlySpan<byte> Bytes() => Take(Count(int.MaxValue));

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _rest.Length)
        {
            throw new InvalidDataException("cut short");
        }

        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
