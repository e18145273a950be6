using AIOps.Contracts.Events;
using AIOps.Contracts.Telemetry;
using AIOps.Server.Detect;

namespace AIOps.Server.Tests.Detect;

/// <summary>The metrics of one entity together, as the running service shows them.</summary>
public sealed class EntityEvidenceTests
{
    private const long Start = 1_767_225_600_000;
    private static readonly string[] Metrics = ["queue.length", "threads.busy", "rows.read", "cache.size", "packets.sent"];

    [Test]
    public async Task AnomalyOfASeries_NamesWhatElseIsUnusual_AndRaisesNothingBeside()
    {
        var told = await RunAsync(EntityUse.Evidence);
        var evidence = told.Find(one => one.Anomaly.Evidence.Count > 2).Anomaly.Evidence;
        Assert.Multiple(() =>
        {
            Assert.That(evidence[0], Does.StartWith("joint evidence of 5 metrics"));
            Assert.That(evidence.Skip(1).Take(3).Select(line => line.Split(':')[0]), Is.EquivalentTo(new[] { "queue.length", "threads.busy", "rows.read" }));
            Assert.That(told.Select(one => one.Anomaly.Kind), Is.All.EqualTo(AnomalyKind.Metric));
        });
    }

    [Test]
    public async Task WhereItIsWished_TheEntityIsWarnedOf_AsAWarning()
    {
        var told = (await RunAsync(EntityUse.Warn)).FindAll(one => one.Anomaly.Kind == AnomalyKind.Entity);
        Assert.Multiple(() =>
        {
            Assert.That(told.Select(one => one.Type), Is.EqualTo(new[] { EventTypes.AnomalyRaised, EventTypes.AnomalyCleared }));
            Assert.That(told[0].Anomaly.Severity, Is.EqualTo(Severity.Warning));
            Assert.That(told[0].Anomaly.Evidence, Has.Count.GreaterThan(3));
        });
    }

    [Test]
    public async Task SwitchedOff_NothingIsJoined() => Assert.That((await RunAsync(EntityUse.Off)).SelectMany(one => one.Anomaly.Evidence), Is.Empty);

    [TestCase(1100, Description = "before")]
    [TestCase(1207, Description = "in the middle of the trouble")]
    public async Task Restart_ChangesNothing(int minute)
    {
        var whole = (await RunAsync(EntityUse.Warn)).FindAll(one => one.Anomaly.Kind == AnomalyKind.Entity);
        var restarted = (await RunAsync(EntityUse.Warn, restartAt: minute)).FindAll(one => one.Anomaly.Kind == AnomalyKind.Entity);
        Assert.That(restarted.Select(one => (one.Type, one.Anomaly.Id, one.Anomaly.LastAt, one.Anomaly.Score)), Is.EqualTo(whole.Select(one => (one.Type, one.Anomaly.Id, one.Anomaly.LastAt, one.Anomaly.Score))));
    }

    private static async Task<List<(string Type, Anomaly Anomaly)>> RunAsync(EntityUse use, int restartAt = 0)
    {
        await using var bench = await ShardBench.OpenAsync(DateTimeOffset.FromUnixTimeMilliseconds(Start));
        var options = new DetectionOptions { Entities = use };
        var shard = bench.Shard(options);
        var random = new Random(2);
        for (var minute = 0; minute < 1300; minute++)
        {
            var batch = new MetricBatch();
            for (var metric = 0; metric < Metrics.Length; metric++)
            {
                var broken = minute is >= 1200 and < 1215 && metric < 3 ? 30 * (3 - metric) : 0;
                batch.Add(new SeriesKey(new EntityId("service:shop/orders", "orders-1"), Metrics[metric], [], "", SeriesKind.Gauge), Start + (minute * 60_000L), 100 + random.NextDouble() + broken);
            }

            if (minute == restartAt && minute > 0)
            {
                shard = await bench.TakeOverAsync(shard, options);
            }

            bench.Time.Advance(TimeSpan.FromMinutes(1));
            await shard.ConsumeAsync(batch, CancellationToken.None);
        }

        return await bench.ToldAsync();
    }
}
