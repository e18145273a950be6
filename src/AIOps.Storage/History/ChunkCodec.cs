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

    /// <summary>Appends the samples with <c>from ≤ time &lt; to</c> to a buffer. About 15 ns a sample: one look ahead serves the time and the head of the value.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public static void Decode(ReadOnlySpan<byte> bytes, int count, long from, long to, SampleBuffer into)
    {
        // a sample takes two bits at least
        if (count > bytes.Length * 4L)
        {
            throw new InvalidDataException("history chunk: more samples than bits");
        }

        var times = into.RoomForTimes(count);
        var values = into.RoomForValues(count);
        long position = 0, time = 0, delta = 0;
        ulong value = 0;
        int leading = 0, width = 0, kept = 0;
        for (var i = 0; i < count; i++)
        {
            var word = BitReader.Look(bytes, position);
            var nextDelta = unchecked(delta + ReadDelta(bytes, ref position, ref word));
            time = unchecked(time + nextDelta);
            delta = i == 0 ? 0 : nextDelta;
            if ((long)word >= 0)
            {
                position++;
            }
            else
            {
                position += 2;
                if ((word & (1UL << 62)) != 0)
                {
                    var head = (int)((word << 2) >> 52);
                    (leading, width) = (head >> 6, (head & 63) + 1);
                    position += 12;
                }

                var shift = 64 - leading - width;
                if (shift < 0 || width == 0)
                {
                    throw new InvalidDataException("history chunk: damaged");
                }

                value ^= BitReader.Read(bytes, position, width) << shift;
                position += width;
            }

            // written in any case, counted when wanted: a branch less
            times[kept] = time;
            values[kept] = BitConverter.UInt64BitsToDouble(value);
            kept += time >= from && time < to ? 1 : 0;
        }

        into.Take(kept);
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

    // leaves the position behind the difference, and in the word at least 29 bits from there
    private static long ReadDelta(ReadOnlySpan<byte> bytes, ref long position, ref ulong word)
    {
        ulong zigzag;
        int used;
        switch (BitOperations.LeadingZeroCount(~word))
        {
            case 0:
                (zigzag, used) = (0, 1);
                break;
            case 1:
                (zigzag, used) = ((word << 2) >> 57, 9);
                break;
            case 2:
                (zigzag, used) = ((word << 3) >> 50, 17);
                break;
            case 3:
                (zigzag, used) = ((word << 4) >> 40, 28);
                break;
            default:
                zigzag = BitReader.Read(bytes, position + 4, 64);
                position += 68;
                word = BitReader.Look(bytes, position);
                return (long)(zigzag >> 1) ^ -(long)(zigzag & 1);
        }

        position += used;
        word <<= used;
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
