using System.Text;
using AIOps.Contracts.Telemetry;

namespace AIOps.Contracts.Tests.Telemetry;

public sealed class LogBatchCodecTests
{
    private static LogBatch Sample()
    {
        var batch = new LogBatch();
        var source = new LogSource(new EntityId("service:shop/orders", "orders-1"), "Orders.Checkout");
        batch.Add(source, 1_000, 17, "payment 12 failed"u8, "payment {id} failed"u8, "0af7651916cd43dd8448eb211c80319c"u8);
        batch.Add(source, 2_000, 0, [0xff, 0xfe, 0x00]);
        return batch;
    }

    [Test]
    public void Batch_ComesBackAsItWas()
    {
        var back = LogBatchCodec.Decode(LogBatchCodec.Encode(Sample()));

        Assert.Multiple(() =>
        {
            Assert.That(back.Count, Is.EqualTo(2));
            Assert.That(back.Sources[0].Entity.Member, Is.EqualTo("orders-1"));
            Assert.That(Encoding.UTF8.GetString(back.Text(back.Entries[0].Body)), Is.EqualTo("payment 12 failed"));
            Assert.That(Encoding.UTF8.GetString(back.Text(back.Entries[0].Template)), Is.EqualTo("payment {id} failed"));
            Assert.That(back.Text(back.Entries[1].Body).ToArray(), Is.EqualTo(new byte[] { 0xff, 0xfe, 0x00 }));
            Assert.That(back.Entries[1].TimeMs, Is.EqualTo(2_000));
        });
    }

    [Test]
    public void EveryTruncation_IsRefused()
    {
        var bytes = LogBatchCodec.Encode(Sample());
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.That(() => LogBatchCodec.Decode(bytes.AsSpan(0, length)), Throws.InstanceOf<InvalidDataException>(), $"length {length}");
        }
    }
}
