using AIOps.Contracts.Catalogue;
using AIOps.Contracts.Events;
using AIOps.Contracts.Telemetry;
using AIOps.Server.Detect;

namespace AIOps.Server.Tests.Detect;

/// <summary>A shard as the running service has it, fed minute by minute.</summary>
public sealed class EarlyWarningTests
{
    private const long Start = 1_767_225_600_000;
    private static readonly SeriesKey Disk = new(new EntityId("host:db-1", "/var"), "system.filesystem.utilization", [], "1", SeriesKind.Ratio);
    private ShardBench _bench = null!;

    [SetUp]
    public async Task OpenAsync() => _bench = await ShardBench.OpenAsync(DateTimeOffset.FromUnixTimeMilliseconds(Start));

    [TearDown]
    public async Task CloseAsync() => await _bench.DisposeAsync();

    [Test]
    public async Task FillingDisk_IsForetoldThenCrossed_OverARestart()
    {
        var options = new DetectionOptions();
        var shard = _bench.Shard(options);
        await FeedAsync(shard, Disk, 0, 700, minute => 0.2 + (0.001 * minute));
        var again = await _bench.TakeOverAsync(shard, options);
        Assert.That(again.WarningCount, Is.EqualTo(1));
        await FeedAsync(again, Disk, 700, 900, minute => 0.2 + (0.001 * minute));
        var told = (await _bench.ToldAsync()).FindAll(one => one.Anomaly.Kind == AnomalyKind.Forecast || one.Anomaly.Statistic == "limit");
        var raised = told.FindAll(one => one.Type == EventTypes.AnomalyRaised);
        Assert.Multiple(() =>
        {
            Assert.That(raised.Select(one => (one.Anomaly.Kind, one.Anomaly.Statistic)), Is.EqualTo(new[] { (AnomalyKind.Forecast, "forecast"), (AnomalyKind.Metric, "limit") }));
            Assert.That(raised[0].Anomaly.Severity, Is.EqualTo(Severity.Warning));
            Assert.That(raised[0].Anomaly.Upper, Is.EqualTo(0.98));
            Assert.That(raised[0].Anomaly.Summary, Does.Contain("reaches 0.98 in"));
            Assert.That(told.FindAll(one => one.Type == EventTypes.AnomalyUpdated), Is.Not.Empty, "it is refined");
            Assert.That(told.FindAll(one => one.Type == EventTypes.AnomalyCleared), Is.Empty);
            Assert.That(again.Scores.Warnings(AIOps.Detection.Forecasting.ForecastOutcome.CameTrue), Is.EqualTo(1));
            Assert.That(again.Scores.Judged(AIOps.Detection.Forecasting.Horizon.Hour), Is.GreaterThan(10));
        });
    }

    [Test]
    public async Task CleanUp_WithdrawsTheWarning()
    {
        var shard = _bench.Shard(new DetectionOptions());
        await FeedAsync(shard, Disk, 0, 1000, minute => minute < 700 ? 0.2 + (0.001 * minute) : 0.3);
        var forecasts = (await _bench.ToldAsync()).FindAll(one => one.Anomaly.Kind == AnomalyKind.Forecast);
        Assert.Multiple(() =>
        {
            Assert.That(forecasts[^1].Type, Is.EqualTo(EventTypes.AnomalyCleared));
            Assert.That(shard.Scores.Warnings(AIOps.Detection.Forecasting.ForecastOutcome.Prevented), Is.EqualTo(1));
            Assert.That(shard.WarningCount, Is.Zero);
        });
    }

    [Test]
    public async Task LimitOfTheConfiguration_AndOneNamedByTelemetry_AreWatched()
    {
        var queue = new SeriesKey(new EntityId("service:shop/orders", "orders-1"), "orders.queue.length", [], "", SeriesKind.Gauge);
        var fds = new SeriesKey(new EntityId("service:shop/orders", "orders-1"), "process_open_fds", [], "", SeriesKind.Gauge);
        var most = new SeriesKey(new EntityId("service:shop/orders", "orders-1"), "process_max_fds", [], "", SeriesKind.Gauge);
        var shard = _bench.Shard(new DetectionOptions { Limits = [new LimitOption { Metric = "*.queue.length", Upper = 1000 }] });
        await FeedAsync(shard, most, 0, 2, _ => 1024);
        await FeedAsync(shard, fds, 2, 4, _ => 10);
        await shard.TickAsync(CancellationToken.None);
        await FeedAsync(shard, fds, 4, 800, minute => 10 + minute);
        await FeedAsync(shard, queue, 800, 1600, minute => minute - 800);
        var warned = (await _bench.ToldAsync()).FindAll(one => one.Anomaly.Kind == AnomalyKind.Forecast && one.Type == EventTypes.AnomalyRaised).ConvertAll(one => (one.Anomaly.Signal, one.Anomaly.Upper));
        Assert.That(warned, Is.EquivalentTo(new (string, double?)[] { ("process_open_fds", 1024), ("orders.queue.length", 1000) }));
    }

    [Test]
    public async Task LimitOfTheCatalogue_CountsFromTheNextLookOn_AndUntilItIsTakenBack()
    {
        var queue = new SeriesKey(new EntityId("service:shop/orders", "orders-1"), "orders.queue.length", [], "", SeriesKind.Gauge);
        var catalogue = new ChangingCatalogue();
        var shard = _bench.Shard(new DetectionOptions { Limits = [new LimitOption { Metric = "*.queue.length", Upper = 5000 }] }, catalogue);
        await FeedAsync(shard, queue, 0, 300, minute => minute);
        catalogue.Set(new ServiceEntry { Workload = "service:shop/orders", Limits = [new LimitEntry { Metric = "*.Queue.*", Upper = 1000 }] });
        await shard.TickAsync(CancellationToken.None);
        await FeedAsync(shard, queue, 300, 900, minute => minute);
        await shard.TickAsync(CancellationToken.None);
        var warned = (await _bench.ToldAsync()).FindAll(one => one.Anomaly.Kind == AnomalyKind.Forecast);
        Assert.That(warned.Select(one => (one.Type, one.Anomaly.Upper)).First(), Is.EqualTo((EventTypes.AnomalyRaised, 1000d)));
        Assert.That(shard.WarningCount, Is.EqualTo(1));
        catalogue.Set();
        await shard.TickAsync(CancellationToken.None);
        Assert.Multiple(async () =>
        {
            Assert.That((await _bench.ToldAsync())[^1].Type, Is.EqualTo(EventTypes.AnomalyCleared), "the limit that was warned of is no more");
            Assert.That(shard.WatchedCount, Is.EqualTo(1), "the configuration's");
        });
    }

    [Test]
    public async Task HealthyHost_ForTwoWeeks_IsNeverWarnedOf()
    {
        var random = new Random(5);
        var shard = _bench.Shard(new DetectionOptions());
        var series = new List<(SeriesKey Key, double Level, double Day)>();
        foreach (var (metric, level, day) in new[] { ("system.memory.utilization", 0.6, 0.1), ("system.filesystem.utilization", 0.8, 0.01), ("system.filesystem.inodes.utilization", 0.3, 0), ("system.paging.utilization", 0.1, 0.02) })
        {
            series.Add((new SeriesKey(new EntityId("host:db-1"), metric, [], "1", SeriesKind.Ratio), level, day));
        }

        for (var minute = 0; minute < 14 * 1440; minute += 30)
        {
            var batch = new MetricBatch();
            for (var at = minute; at < minute + 30; at++)
            {
                foreach (var (key, level, day) in series)
                {
                    batch.Add(key, Start + (at * 60_000L), level + (day * Math.Sin(2 * Math.PI * at / 1440)) + (0.01 * random.NextDouble()));
                }
            }

            await shard.ConsumeAsync(batch, CancellationToken.None);
        }

        Assert.Multiple(() =>
        {
            Assert.That(shard.WatchedCount, Is.EqualTo(4));
            Assert.That(shard.WarningCount, Is.Zero);
        });
        Assert.That((await _bench.ToldAsync()).FindAll(one => one.Anomaly.Kind == AnomalyKind.Forecast), Is.Empty);
    }

    [Test]
    public async Task MoreLimitsThanThereIsRoomFor_AreCounted()
    {
        var shard = _bench.Shard(new DetectionOptions { MaxForecastsPerShard = 2 });
        for (var host = 0; host < 5; host++)
        {
            await FeedAsync(shard, new SeriesKey(new EntityId($"host:{host}"), Disk.Metric, [], "1", SeriesKind.Ratio), 0, 2, _ => 0.5);
        }

        Assert.Multiple(() =>
        {
            Assert.That(shard.WatchedCount, Is.EqualTo(2));
            Assert.That(shard.UnwatchedCount, Is.EqualTo(3));
        });
    }

    private static async Task FeedAsync(DetectionShard shard, SeriesKey key, int from, int to, Func<int, double> value)
    {
        for (var minute = from; minute < to; minute += 20)
        {
            var batch = new MetricBatch();
            for (var at = minute; at < Math.Min(to, minute + 20); at++)
            {
                batch.Add(key, Start + (at * 60_000L), value(at));
            }

            await shard.ConsumeAsync(batch, CancellationToken.None);
        }
    }

    private sealed class ChangingCatalogue : IServiceCatalogue
    {
        public IReadOnlyList<ServiceEntry> Services { get; private set; } = [];

        public ServiceEntry? Find(string workload) => Services.FirstOrDefault(service => service.Workload == workload);

        public void Set(params ServiceEntry[] services) => Services = [.. services];
    }
}
