using AIOps.Contracts.Events;
using AIOps.Contracts.Telemetry;
using AIOps.Detection.Metrics;
using AIOps.Server.Detect;

namespace AIOps.Server.Tests.Detect;

public sealed class SignalSeverityTests
{
    [TestCase("dotnet.process.memory.working_set", 300e6, Severity.Error)]
    [TestCase("container_memory_working_set_bytes", 300e6, Severity.Error)]
    [TestCase("dotnet.process.memory.working_set", 150e6, Severity.Warning)]
    [TestCase("dotnet.gc.last_collection.memory.committed_size", 300e6, Severity.Warning)]
    [TestCase("queue.depth", 300e6, Severity.Warning)]
    [TestCase("http.server.errors", 300e6, Severity.Error)]
    public void MemoryOfAProcessAtAMultiple_AndFailures_AreErrors(string metric, double value, Severity severity)
    {
        var key = new SeriesKey(new EntityId("service:shop/orders", "orders-1"), metric, [], "By", SeriesKind.Gauge);
        Assert.That(SignalSeverity.Of(key, new Verdict { Value = value, Expected = 118e6, Direction = AnomalyDirection.Up }), Is.EqualTo(severity));
    }

    [TestCase("queue.oldest.age", "s", 14.6, 0.5, Severity.Error)]
    [TestCase("kafka.consumer.lag", "ms", 14_600, 500, Severity.Error)]
    [TestCase("queue.oldest.age", "s", 4, 0.5, Severity.Warning)]
    [TestCase("queue.oldest.age", "s", 14.6, 6, Severity.Warning)]
    [TestCase("http.server.request.duration.p99", "s", 14.6, 0.5, Severity.Warning)]
    [TestCase("job.language.count", "s", 14.6, 0.5, Severity.Warning)]
    [TestCase("agent.task.time", "s", 14.6, 0.5, Severity.Warning)]
    public void WaitOfManySecondsAtAManifold_IsAnError(string metric, string unit, double value, double expected, Severity severity)
    {
        var key = new SeriesKey(new EntityId("service:works/queue", "queue-1"), metric, [], unit, SeriesKind.Gauge);
        Assert.That(SignalSeverity.Of(key, new Verdict { Value = value, Expected = expected, Direction = AnomalyDirection.Up }), Is.EqualTo(severity));
    }
}
