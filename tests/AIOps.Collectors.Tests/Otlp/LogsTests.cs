using System.Text;
using AIOps.Collectors.Otlp;

namespace AIOps.Collectors.Tests.Otlp;

public sealed class LogsTests
{
    [Test]
    public async Task Record_CarriesBodyTemplateSeverityAndException()
    {
        await using var receiver = new Receiver();
        await receiver.Accept(OtlpSignal.Logs, Request.Envelope([("service.name", "orders")], Request.Log(
            receiver.NowMs, "order 7 failed", 17, ("{OriginalFormat}", "order {Id} failed"), ("exception.type", "TimeoutException"), ("exception.message", "too slow"), ("exception.stacktrace", "   at X()"))));
        var batch = receiver.Sink.Logs.Single();
        var entry = batch.Entries.Single();
        Assert.Multiple(() =>
        {
            Assert.That(Encoding.UTF8.GetString(batch.Text(entry.Body)), Is.EqualTo("order 7 failed\nTimeoutException: too slow\n   at X()"));
            Assert.That(Encoding.UTF8.GetString(batch.Text(entry.Template)), Is.EqualTo("order {Id} failed"));
            Assert.That(entry.Severity, Is.EqualTo(17));
            Assert.That(batch.Sources.Single().Entity.Workload, Is.EqualTo("service:orders"));
        });
    }

    [Test]
    public async Task HugeLine_IsCutAndCounted()
    {
        await using var receiver = new Receiver(new OtlpOptions { MaxLogBytes = 1000 });
        var outcome = await receiver.Accept(OtlpSignal.Logs, Request.Envelope([("service.name", "orders")], Request.Log(receiver.NowMs, new string('x', 1 << 20))));
        Assert.Multiple(() =>
        {
            Assert.That(receiver.Sink.Logs.Single().TextBytes, Is.EqualTo(1000));
            Assert.That(outcome.Rejected, Is.Zero);
            Assert.That(receiver.Instruments.Refused(Collector.Otlp, Refusal.TooLarge), Is.EqualTo(1));
        });
    }

    [Test]
    public async Task RecordWithoutTime_IsTakenAsNow()
    {
        await using var receiver = new Receiver();
        await receiver.Accept(OtlpSignal.Logs, Request.Envelope([("service.name", "orders")], Request.Log(0, "hello")));
        Assert.That(receiver.Sink.Logs.Single().Entries.Single().TimeMs, Is.EqualTo(receiver.NowMs));
    }
}
