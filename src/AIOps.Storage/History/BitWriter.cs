namespace AIOps.Storage.History;

/// <summary>Appends bits, the highest first.</summary>
internal sealed class BitWriter
{
    private byte[] _bytes = new byte[256];
    private ulong _pending;
    private int _pendingBits;
    private int _length;

    /// <summary>Appends the lowest bits of a value.</summary>
    /// <param name="value">The bits; higher ones must be zero.</param>
    /// <param name="bits">1 to 64.</param>
    public void Write(ulong value, int bits)
    {
        var free = 64 - _pendingBits;
        if (bits < free)
        {
            _pending |= value << (free - bits);
            _pendingBits += bits;
            return;
        }

        var rest = bits - free;
        Flush8(_pending | (value >> rest));
        _pending = rest == 0 ? 0 : value << (64 - rest);
        _pendingBits = rest;
    }

    /// <summary>The bytes so far, padded with zero bits and eight bytes that let a reader look ahead.</summary>
    public byte[] ToArray()
    {
        var used = (_pendingBits + 7) / 8;
        var result = new byte[_length + used + 8];
        _bytes.AsSpan(0, _length).CopyTo(result);
        for (var i = 0; i < used; i++)
        {
            result[_length + i] = (byte)(_pending >> (56 - (8 * i)));
        }

        return result;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => (_pending, _pendingBits, _length) = (0, 0, 0);

    private void Flush8(ulong value)
    {
        if (_length + 8 > _bytes.Length)
        {
            Array.Resize(ref _bytes, _bytes.Length * 2);
        }

        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(_bytes.AsSpan(_length), value);
        _length += 8;
    }
}
