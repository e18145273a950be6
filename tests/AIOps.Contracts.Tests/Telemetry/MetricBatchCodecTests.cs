using AIOps.Contracts.Telemetry;

namespace AIOps.Contracts.Tests.Telemetry;

public sealed class MetricBatchCodecTests
{
    private static readonly SeriesKey Cpu = new(new EntityId("host:web-1"), "system.cpu.utilization", [new("state", "user")], "1", SeriesKind.Ratio);
    private static readonly SeriesKey Requests = new(new EntityId("service:shop/orders", "orders-1"), "http.server.requests", [], "{request}", SeriesKind.Counter);

    [Test]
    public void Batch_ComesBackAsItWas()
    {
        var batch = new MetricBatch(1);
        batch.Add(Cpu, 1_000, .5);
        batch.Add(Requests, 1_000, 17);
        batch.Add(Cpu, 6_000, .75);

        var back = MetricBatchCodec.Decode(MetricBatchCodec.Encode(batch));

        Assert.Multiple(() =>
        {
            Assert.That(back.Series.Select(key => key.ToString()), Is.EqualTo(new[] { Cpu.ToString(), Requests.ToString() }));
            Assert.That(back.Series.Select(key => key.Id), Is.EqualTo(new[] { Cpu.Id, Requests.Id }));
            Assert.That(back.SeriesOf.ToArray(), Is.EqualTo(new[] { 0, 1, 0 }));
            Assert.That(back.Times.ToArray(), Is.EqualTo(new[] { 1_000L, 1_000, 6_000 }));
            Assert.That(back.Values.ToArray(), Is.EqualTo(new[] { .5, 17, .75 }));
        });
    }

    [Test]
    public void KnownSeries_IsTakenByReference()
    {
        var batch = new MetricBatch();
        batch.Add(Cpu, 1, 2);

        var back = MetricBatchCodec.Decode(MetricBatchCodec.Encode(batch), id => id == Cpu.Id ? Cpu : null);

        Assert.That(back.Series[0], Is.SameAs(Cpu));
    }

    [Test]
    public void EveryTruncationAndBitFlip_IsRefusedOrRead_NeverACrash()
    {
        var batch = new MetricBatch();
        batch.Add(Cpu, 1_000, .5);
        batch.Add(Requests, 1_000, 17);
        var bytes = MetricBatchCodec.Encode(batch);
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.That(() => MetricBatchCodec.Decode(bytes.AsSpan(0, length)), Throws.InstanceOf<InvalidDataException>(), $"length {length}");
        }

        var random = new Random(7);
        for (var round = 0; round < 20_000; round++)
        {
            var copy = (byte[])bytes.Clone();
            copy[random.Next(copy.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                MetricBatchCodec.Decode(copy);
            }
            catch (InvalidDataException)
            {
                // refused, as it should be
            }
        }
    }

    [Test]
    public void Identity_DoesNotDependOnLabelOrder()
    {
        var one = new SeriesKey(Cpu.Entity, "m", [new("a", "1"), new("b", "2")], "", SeriesKind.Gauge);
        var other = new SeriesKey(Cpu.Entity, "m", [new("b", "2"), new("a", "1")], "", SeriesKind.Gauge);

        Assert.That(one.Id, Is.EqualTo(other.Id));
    }
}
