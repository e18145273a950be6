using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace AIOps.Detection.Logs.Mining;

/// <summary>A fast 64-bit hash of bytes under a secret seed (multiply and fold of 16 bytes a step, after wyhash), so that input cannot be made to collide.</summary>
internal sealed class SeededHash
{
    private readonly ulong _first;
    private readonly ulong _second;

    public SeededHash()
    {
        Span<byte> seed = stackalloc byte[16];
        RandomNumberGenerator.Fill(seed);
        _first = MemoryMarshal.Read<ulong>(seed) | 1;
        _second = MemoryMarshal.Read<ulong>(seed[8..]) | 1;
    }

    public ulong Of(ReadOnlySpan<byte> bytes)
    {
        var hash = _first ^ (ulong)bytes.Length;
        while (bytes.Length >= 16)
        {
            hash = Fold(MemoryMarshal.Read<ulong>(bytes) ^ _second, MemoryMarshal.Read<ulong>(bytes[8..]) ^ hash);
            bytes = bytes[16..];
        }

        ulong low = 0;
        ulong high = 0;
        if (bytes.Length >= 8)
        {
            low = MemoryMarshal.Read<ulong>(bytes);
            bytes = bytes[8..];
        }

        for (var i = 0; i < bytes.Length; i++)
        {
            high = (high << 8) | bytes[i];
        }

        return Fold(Fold(low ^ _second, high ^ hash), _first ^ _second);
    }

    public ulong Combine(ulong left, ulong right) => Fold(left ^ _second, right ^ _first) + left;

    private static ulong Fold(ulong left, ulong right)
    {
        var high = Math.BigMul(left, right, out var low);
        return high ^ low;
    }
}
