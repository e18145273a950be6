using System.Buffers.Binary;
using System.Security.Cryptography;

namespace AIOps.Collectors;

/// <summary>A 64-bit hash with a seed drawn at the start, so that no sender can aim for collisions: multiply and fold, after wyhash (Wang Yi, public domain).</summary>
internal static class KeyHash
{
    private static readonly ulong Seed1 = Draw();
    private static readonly ulong Seed2 = Draw();

    public static ulong Of(ReadOnlySpan<byte> key)
    {
        var hash = Fold(Seed1 ^ (ulong)key.Length, Seed2);
        while (key.Length >= 16)
        {
            hash = Fold(BinaryPrimitives.ReadUInt64LittleEndian(key) ^ Seed1, BinaryPrimitives.ReadUInt64LittleEndian(key[8..]) ^ hash);
            key = key[16..];
        }

        if (key.Length >= 8)
        {
            hash = Fold(BinaryPrimitives.ReadUInt64LittleEndian(key) ^ Seed2, hash);
            key = key[8..];
        }

        ulong tail = 0;
        for (var i = 0; i < key.Length; i++)
        {
            tail |= (ulong)key[i] << (i * 8);
        }

        return Fold(tail ^ Seed2, hash ^ Seed1);
    }

    private static ulong Fold(ulong left, ulong right)
    {
        var high = Math.BigMul(left, right, out var low);
        return high ^ low;
    }

    private static ulong Draw()
    {
        Span<byte> bytes = stackalloc byte[8];
        RandomNumberGenerator.Fill(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes) | 1;
    }
}
