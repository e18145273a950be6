using System.Buffers.Binary;

namespace AIOps.Storage.History;

/// <summary>Reads what <see cref="BitWriter"/> wrote.</summary>
internal static class BitReader
{
    /// <summary>The bits from a position on, the first one highest; at least 57 of them are valid.</summary>
    /// <exception cref="InvalidDataException">The bytes end before.</exception>
    public static ulong Look(ReadOnlySpan<byte> bytes, long position)
    {
        var at = (int)(position >> 3);
        if (at > bytes.Length - 8)
        {
            throw new InvalidDataException("history chunk: cut short");
        }

        return BinaryPrimitives.ReadUInt64BigEndian(bytes[at..]) << (int)(position & 7);
    }

    /// <summary>Bits as a number.</summary>
    /// <param name="bytes">Where.</param>
    /// <param name="position">The first bit.</param>
    /// <param name="bits">1 to 64.</param>
    /// <exception cref="InvalidDataException">The bytes end before.</exception>
    public static ulong Read(ReadOnlySpan<byte> bytes, long position, int bits) => bits <= 57
        ? Look(bytes, position) >> (64 - bits)
        : ((Look(bytes, position) >> 32) << (bits - 32)) | (Look(bytes, position + 32) >> (96 - bits));
}
