using System.Buffers.Binary;

namespace AIOps.Storage.History;

/// <summary>Reads what <see cref="BitWriter"/> wrote.</summary>
internal ref struct BitReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private long _position;

    /// <summary>The next bits as a number.</summary>
    /// <param name="bits">1 to 64.</param>
    /// <exception cref="InvalidDataException">The bytes end before.</exception>
    public ulong Read(int bits)
    {
        if (bits > 56)
        {
            var high = Read(32);
            return (high << (bits - 32)) | Read(bits - 32);
        }

        var at = (int)(_position >> 3);
        if (at + 8 > _bytes.Length)
        {
            throw new InvalidDataException("history chunk: cut short");
        }

        var word = BinaryPrimitives.ReadUInt64BigEndian(_bytes[at..]) << (int)(_position & 7);
        _position += bits;
        return word >> (64 - bits);
    }
}
