using AIOps.Storage.History;

namespace AIOps.Storage.Tests.History;

public sealed class ChunkCodecTests
{
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void AnySamples_ComeBackExactly(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 400; round++)
        {
            var count = random.Next(1, 300);
            var times = new long[count];
            var values = new double[count];
            var time = random.NextInt64(-10_000_000_000, 5_000_000_000_000);
            var value = random.NextDouble();
            for (var i = 0; i < count; i++)
            {
                time = random.Next(40) switch { 0 => random.NextInt64(), 1 => -random.NextInt64(), 2 => time, < 8 => time + random.Next(-100_000, 100_000), _ => time + 5_000 };
                value = random.Next(6) switch { 0 => BitConverter.Int64BitsToDouble(random.NextInt64()), 1 => value, 2 => value + 1, 3 => 0, 4 => -value, _ => random.NextDouble() };
                times[i] = time;
                values[i] = double.IsFinite(value) ? value : 1;
            }

            var back = new SampleBuffer();
            var chunk = Chunk.Seal(times, values, new BitWriter());
            ChunkCodec.Decode(chunk.Bytes, count, long.MinValue, long.MaxValue, back);

            // the end of the window is exclusive, so the very last moment that a number can hold is not read
            var expected = Enumerable.Range(0, count).Where(i => times[i] < long.MaxValue).ToArray();
            Assert.That(back.Times.ToArray(), Is.EqualTo(expected.Select(i => times[i])));
            Assert.That(back.Values.ToArray().Select(BitConverter.DoubleToInt64Bits), Is.EqualTo(expected.Select(i => BitConverter.DoubleToInt64Bits(values[i]))));
        }
    }

    [Test]
    public void SteadySeries_TakesLessThanAThirdOfABytePerSample()
    {
        var times = Enumerable.Range(0, 1200).Select(i => 1_767_614_400_000 + (i * 5_000L)).ToArray();
        var values = Enumerable.Repeat(42.5, 1200).ToArray();
        Assert.That(Chunk.Seal(times, values, new BitWriter()).Bytes, Has.Length.LessThan(400));
    }

    [TestCase(1)]
    [TestCase(2)]
    public void DamagedBytes_AreRefusedOrRead_ButNeverOverrun(int seed)
    {
        var random = new Random(seed);
        var times = Enumerable.Range(0, 100).Select(i => i * 5_000L).ToArray();
        var values = times.Select(time => Math.Sin(time)).ToArray();
        var good = Chunk.Seal(times, values, new BitWriter()).Bytes;
        var (read, refused) = (0, 0);
        for (var round = 0; round < 2_000; round++)
        {
            var bad = good.AsSpan(0, random.Next(1, good.Length)).ToArray();
            bad[random.Next(bad.Length)] ^= (byte)random.Next(1, 256);
            try
            {
                ChunkCodec.Decode(bad, 100, long.MinValue, long.MaxValue, new SampleBuffer());
                read++;
            }
            catch (InvalidDataException)
            {
                // any other exception fails the test
                refused++;
            }
        }

        Assert.That(refused, Is.Positive, $"of {read + refused} damaged chunks");
        Assert.That(read + refused, Is.EqualTo(2_000));
    }
}
