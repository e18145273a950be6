using AIOps.Contracts.Events;
using AIOps.Contracts.Telemetry;
using AIOps.Server.Detect;

namespace AIOps.Server.Tests.Detect;

/// <summary>What becomes of an open anomaly whose series says nothing more.</summary>
public sealed class SilentSeriesTests
{
    private static readonly EntityId Orders = new("service:shop/orders", "orders-1");
    private static readonly SeriesKey Latency = new(Orders, "http.server.request.duration.p95", [], "s", SeriesKind.Gauge);
    private static readonly SeriesKey Memory = new(Orders, "process.memory.usage", [], "By", SeriesKind.Gauge);
    private static readonly SeriesKey Probe = new(Orders, "probe.duration", [], "s", SeriesKind.Gauge);
    private static readonly SeriesKey Other = new(new EntityId("service:shop/ads", "ads-1"), "process.memory.usage", [], "By", SeriesKind.Gauge);
    private static readonly DetectionOptions Options = new() { Learning = TimeSpan.FromMinutes(1), CloseAfter = TimeSpan.FromSeconds(15) };
    private ShardBench _bench = null!;
    private DetectionShard _shard = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        _bench = await ShardBench.OpenAsync();
        _shard = _bench.Shard(Options);
        await FeedAsync(40, Usual, Memory, Probe, Other);
        await FeedAsync(4, Slow, Memory, Probe, Other);
        Assert.That((await ToldAsync()).Select(one => one.Type), Is.EqualTo([EventTypes.AnomalyRaised]));
    }

    [TearDown]
    public async Task CloseAsync() => await _bench.DisposeAsync();

    [Test]
    public async Task ProcessThatIsAway_HasNotRecovered_ThoughOurProbeGoesOn()
    {
        await FeedAsync(8, null, Probe, Other);
        Assert.That(await ToldAsync(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task NoMoreRequests_IsClear_AndTroubleThatComesBackIsToldAgain()
    {
        await FeedAsync(8, null, Memory, Probe, Other);
        Assert.That((await ToldAsync())[^1].Type, Is.EqualTo(EventTypes.AnomalyCleared));
        await FeedAsync(3, Slow, Memory, Probe, Other);
        var told = await ToldAsync();
        Assert.That(told.Select(one => one.Type), Is.EqualTo([EventTypes.AnomalyRaised, EventTypes.AnomalyCleared, EventTypes.AnomalyRaised]));
        Assert.That(told[2].Anomaly.Id, Is.Not.EqualTo(told[0].Anomaly.Id));
    }

    [Test]
    public async Task DetectorOfAnotherLayout_LearnsAgain_AndWhatWasOpenIsGone()
    {
        var checkpoint = await _shard.CheckpointAsync(CancellationToken.None);
        foreach (var saved in checkpoint.Series)
        {
            saved.Detector[0]++;
        }

        var shard = _bench.Shard(Options);
        await shard.RestoreAsync(checkpoint, DateTimeOffset.UnixEpoch, CancellationToken.None);
        await shard.TickAsync(CancellationToken.None);
        var (type, anomaly) = (await ToldAsync())[^1];
        Assert.That((type, anomaly.State, anomaly.SeriesId), Is.EqualTo((EventTypes.AnomalyCleared, AnomalyState.Gone, Latency.Id)));
    }

    private static double Usual(Random random) => 0.045 + (0.004 * random.NextDouble());

    private static double Slow(Random random) => 0.5 + (0.1 * random.NextDouble());

    private async Task FeedAsync(int samples, Func<Random, double>? latency, params SeriesKey[] others)
    {
        var random = new Random(samples);
        for (var i = 0; i < samples; i++)
        {
            _bench.Time.Advance(TimeSpan.FromSeconds(5));
            var at = _bench.Time.GetUtcNow().ToUnixTimeMilliseconds();
            var batch = new MetricBatch();
            if (latency is not null)
            {
                batch.Add(Latency, at, latency(random));
            }

            foreach (var other in others)
            {
                batch.Add(other, at, 1000 + random.NextDouble());
            }

            await _shard.ConsumeAsync(batch, CancellationToken.None);
            await _shard.TickAsync(CancellationToken.None);
        }
    }

    private async Task<List<(string Type, Anomaly Anomaly)>> ToldAsync() => (await _bench.ToldAsync()).FindAll(one => one.Type is EventTypes.AnomalyRaised or EventTypes.AnomalyCleared);
}
