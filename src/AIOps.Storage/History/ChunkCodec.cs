using System.Numerics;

namespace AIOps.Storage.History;

/// <summary>
/// Compresses a run of samples: times as delta of delta, values as XOR with the one before, after Pelkonen et al., "Gorilla: a fast, scalable,
/// in-memory time series database", VLDB 2015, section 4.1, with wider classes for milliseconds. Any time and any finite value comes back exactly.
/// </summary>
internal static class ChunkCodec
{
    /// <summary>Compresses samples in the order given.</summary>
    public static byte[] Encode(ReadOnlySpan<long> times, ReadOnlySpan<double> values, BitWriter bits)
    {
        bits.Clear();
        long time = 0, delta = 0;
        ulong value = 0;
        int leading = -1, width = 0;
        for (var i = 0; i < times.Length; i++)
        {
            // wrapping arithmetic: a time of 1970 beside one of 2100 is only long, never wrong
            var nextDelta = unchecked(times[i] - time);
            WriteDelta(bits, unchecked(nextDelta - delta));
            (time, delta) = (times[i], i == 0 ? 0 : nextDelta);
            var next = BitConverter.DoubleToUInt64Bits(values[i]);
            WriteXor(bits, next ^ value, ref leading, ref width);
            value = next;
        }

        return bits.ToArray();
    }

    /// <summary>Appends the samples with <c>from ≤ time &lt; to</c> to a buffer.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public static void Decode(ReadOnlySpan<byte> bytes, int count, long from, long to, SampleBuffer into)
    {
        var bits = new BitReader(bytes);
        long time = 0, delta = 0;
        ulong value = 0;
        int leading = 0, width = 0;
        for (var i = 0; i < count; i++)
        {
            var nextDelta = unchecked(delta + ReadDelta(ref bits));
            time = unchecked(time + nextDelta);
            delta = i == 0 ? 0 : nextDelta;
            if (bits.Read(1) == 1)
            {
                if (bits.Read(1) == 1)
                {
                    var head = (int)bits.Read(12);
                    leading = head >> 6;
                    width = (head & 63) + 1;
                }

                var shift = 64 - leading - width;
                if (shift < 0 || width == 0)
                {
                    throw new InvalidDataException("history chunk: damaged");
                }

                value ^= bits.Read(width) << shift;
            }

            if (time >= from && time < to)
            {
                into.Add(time, BitConverter.UInt64BitsToDouble(value));
            }
        }
    }

    private static void WriteDelta(BitWriter bits, long delta)
    {
        var zigzag = (ulong)((delta << 1) ^ (delta >> 63));
        switch (64 - BitOperations.LeadingZeroCount(zigzag))
        {
            case 0:
                bits.Write(0, 1);
                break;
            case <= 7:
                bits.Write(0b10 << 7 | zigzag, 9);
                break;
            case <= 14:
                bits.Write(0b110 << 14 | zigzag, 17);
                break;
            case <= 24:
                bits.Write(0b1110 << 24 | zigzag, 28);
                break;
            default:
                bits.Write(0b1111, 4);
                bits.Write(zigzag, 64);
                break;
        }
    }

    private static long ReadDelta(ref BitReader bits)
    {
        ulong zigzag;
        if (bits.Read(1) == 0)
        {
            return 0;
        }

        if (bits.Read(1) == 0)
        {
            zigzag = bits.Read(7);
        }
        else if (bits.Read(1) == 0)
        {
            zigzag = bits.Read(14);
        }
        else
        {
            zigzag = bits.Read(1) == 0 ? bits.Read(24) : bits.Read(64);
        }

        return (long)(zigzag >> 1) ^ -(long)(zigzag & 1);
    }

    private static void WriteXor(BitWriter bits, ulong xor, ref int leading, ref int width)
    {
        if (xor == 0)
        {
            bits.Write(0, 1);
            return;
        }

        var zeros = BitOperations.LeadingZeroCount(xor);
        var needed = 64 - zeros - BitOperations.TrailingZeroCount(xor);
        var fits = leading >= 0 && zeros >= leading && BitOperations.TrailingZeroCount(xor) >= 64 - leading - width;

        // a window that is much too wide costs more than the 12 bits of a new one
        if (fits && width - needed < 13)
        {
            bits.Write(0b10, 2);
        }
        else
        {
            (leading, width) = (zeros, needed);
            bits.Write(0b11, 2);
            bits.Write((ulong)((leading << 6) | (width - 1)), 12);
        }

        bits.Write(xor >> (64 - leading - width), width);
    }
}
