using AIOps.Collectors.Otlp;

namespace AIOps.Collectors.Tests.Otlp;

/// <summary>Whatever comes over the wire ends in an answer: never in a crash, never in a hang, never in a value that is no number.</summary>
public sealed class FuzzTests
{
    private static int Rounds => Environment.GetEnvironmentVariable("AIOPS_TEST_FULL") == "1" ? 200_000 : 5_000;

    [Test]
    public async Task TruncationsOfAGoodRequest_AreAnswered([Values(0, 1, 2)] int kind)
    {
        var signal = (OtlpSignal)kind;
        await using var receiver = new Receiver();
        var whole = Sample(signal, receiver.NowMs);
        for (var length = 0; length <= whole.Length; length++)
        {
            await receiver.Accept(signal, whole[..length]);
        }

        Assert.That(receiver.Sink.Samples.Select(sample => sample.Value), Is.All.Matches<double>(double.IsFinite));
    }

    [Test]
    public async Task FlippedBits_AreAnswered([Values(0, 1, 2)] int kind)
    {
        var signal = (OtlpSignal)kind;
        await using var receiver = new Receiver();
        var whole = Sample(signal, receiver.NowMs);
        var random = new Random(11);
        for (var round = 0; round < Rounds; round++)
        {
            var broken = (byte[])whole.Clone();
            for (var flips = random.Next(1, 8); flips > 0; flips--)
            {
                broken[random.Next(broken.Length)] ^= (byte)(1 << random.Next(8));
            }

            await receiver.Accept(signal, broken);
        }

        receiver.Reducer.Close(long.MaxValue / 4);
        Assert.That(receiver.Sink.Samples.Select(sample => sample.Value), Is.All.Matches<double>(double.IsFinite));
    }

    [Test]
    public async Task RandomBytes_AreAnswered([Values(0, 1, 2)] int kind)
    {
        var signal = (OtlpSignal)kind;
        await using var receiver = new Receiver();
        var random = new Random(12);
        for (var round = 0; round < Rounds; round++)
        {
            var noise = new byte[random.Next(200)];
            random.NextBytes(noise);
            await receiver.Accept(signal, noise);
        }

        Assert.That(receiver.Instruments.Refused(Collector.Otlp, Refusal.Malformed), Is.GreaterThan(Rounds / 4));
    }

    [Test]
    public async Task ValuesNestedWithoutEnd_AreCut()
    {
        await using var receiver = new Receiver();
        byte[] value = [10, 1, (byte)'x'];
        for (var depth = 0; depth < 5000; depth++)
        {
            var list = new ProtoWriter();
            list.Bytes(1, value);
            var any = new ProtoWriter();
            any.Bytes(5, list.Written.Span);
            value = any.ToArray();
        }

        var record = new ProtoWriter();
        record.Bytes(5, value);
        var outcome = await receiver.Accept(OtlpSignal.Logs, Request.Envelope([("service.name", "deep")], record.ToArray()));
        Assert.Multiple(() =>
        {
            Assert.That(outcome.Malformed, Is.False);
            Assert.That(receiver.Sink.Logs.Single().Count, Is.EqualTo(1));
        });
    }

    [Test]
    public void RandomJson_IsRefusedWithAMessage()
    {
        var random = new Random(13);
        var good = """{"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"a"}}]},"scopeMetrics":[{"metrics":[{"name":"m","gauge":{"dataPoints":[{"timeUnixNano":"1","asInt":"5"}]}}]}]}]}"""u8.ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            var broken = (byte[])good.Clone();
            broken[random.Next(broken.Length)] = (byte)random.Next(32, 127);
            try
            {
                JsonTranscoder.ToProtobuf(broken, OtlpSignal.Metrics);
            }
            catch (Exception error) when (error is InvalidDataException or System.Text.Json.JsonException)
            {
                Assert.That(error.Message, Is.Not.Empty);
            }
        }
    }

    private static byte[] Sample(OtlpSignal signal, long now) => signal switch
    {
        OtlpSignal.Metrics => Request.Metrics(
            Request.Gauge("g", Request.Number(now, 1, ("k", "v"), ("l", "w"))), Request.Metric("s", "1", 7, 2, true, Request.Number(now, 5)), Request.Metric("u", "1", 7, 1, false, Request.Number(now, 5)),
            Request.Metric("h", "s", 9, 2, false, Request.Histogram(now - 1, now, 3, [1, 2, 4], 1, 2, 3, 4)), Request.Metric("e", "s", 10, 2, false, Request.Exponential(now - 1, now, 3, -4, 5, 1, 1, 2, 3)),
            Request.Metric("d", "s", 10, 1, false, Request.Exponential(now - 1, now, 3, -4, 5, 1, 1, 2, 3))),
        OtlpSignal.Logs => Request.Envelope([("service.name", "orders")], Request.Log(now, "it broke", 17, ("exception.type", "E"), ("exception.message", "m"), ("{OriginalFormat}", "it {What}"))),
        _ => Request.Envelope([("service.name", "orders")], Spans.Encode(now)),
    };
}
