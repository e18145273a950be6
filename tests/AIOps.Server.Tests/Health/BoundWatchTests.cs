using System.Diagnostics.Metrics;
using AIOps.Server.Health;
using AIOps.TestKit;

namespace AIOps.Server.Tests.Health;

public sealed class BoundWatchTests
{
    [Test]
    public void BoundThatWasHit_IsToldForTenMinutes_BothKindsOfCounters()
    {
        using var meter = new Meter("AIOps.BoundWatchTests");
        var refused = meter.CreateCounter<long>("aiops.topology.refused");
        var collected = 5L;
        meter.CreateObservableCounter<long>("aiops.collect.refused", () => new Measurement<long>[] { new(collected, new("collector", "otlp"), new("reason", "table_full")), new(7, new("collector", "otlp"), new("reason", "echo")) });
        var time = new ManualTime();
        using var watch = new BoundWatch(time);
        var before = watch.Lately();
        refused.Add(3);
        collected += 4;
        var after = watch.Lately();
        time.Advance(TimeSpan.FromMinutes(11));
        Assert.Multiple(() =>
        {
            Assert.That(before, Is.Empty);
            Assert.That(after, Has.Some.StartsWith("3 entities or calls").And.Some.StartsWith("4 items found a table full"));
            Assert.That(watch.Lately(), Is.Empty);
        });
    }
}
