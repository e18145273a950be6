using AIOps.Contracts.Telemetry;
using AIOps.Detection.Forecasting;

namespace AIOps.Detection.Tests.Forecasting;

public sealed class NaturalLimitTests
{
    [TestCase("system.filesystem.utilization", "1", SeriesKind.Ratio, ExpectedResult = 0.98)]
    [TestCase("system.memory.utilization", "1", SeriesKind.Ratio, ExpectedResult = 0.98)]
    [TestCase("disk_used_percent", "", SeriesKind.Gauge, ExpectedResult = 98)]
    [TestCase("heap.usage", "%", SeriesKind.Gauge, ExpectedResult = 98)]
    [TestCase("system.cpu.utilization", "1", SeriesKind.Ratio, ExpectedResult = null)]
    [TestCase("network.utilization", "1", SeriesKind.Ratio, ExpectedResult = null)]
    [TestCase("disk_free_percent", "", SeriesKind.Gauge, ExpectedResult = null)]
    [TestCase("system.memory.usage", "By", SeriesKind.Gauge, ExpectedResult = null)]
    [TestCase("http.error_ratio", "1", SeriesKind.Ratio, ExpectedResult = null)]
    [TestCase("memory_cache_hit_ratio", "1", SeriesKind.Ratio, ExpectedResult = null)]
    public double? Of_KnowsWhatFillsUp(string metric, string unit, SeriesKind kind) => NaturalLimit.Of(new SeriesKey(new EntityId("host:a"), metric, [], unit, kind))?.Value;

    [Test]
    public void NamedBy_IsTheSeriesThatTellsTheLimit()
    {
        var fds = new SeriesKey(new EntityId("service:a", "a-1"), "process_open_fds", [KeyValuePair.Create("job", "x")], "", SeriesKind.Gauge);
        var most = new SeriesKey(new EntityId("service:a", "a-1"), "process_max_fds", [KeyValuePair.Create("job", "x")], "", SeriesKind.Gauge);
        Assert.That(NaturalLimit.NamedBy(fds)?.Id, Is.EqualTo(most.Id));
        Assert.That(NaturalLimit.NamedBy(most), Is.Null);
    }
}
