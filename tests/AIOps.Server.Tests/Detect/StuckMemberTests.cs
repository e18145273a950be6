using AIOps.Contracts.Events;
using AIOps.Contracts.Telemetry;
using AIOps.Detection.Metrics;
using AIOps.Server.Detect;

namespace AIOps.Server.Tests.Detect;

/// <summary>A worker that lives and takes no more jobs while its sibling does, as the shard tells it.</summary>
public sealed class StuckMemberTests
{
    private static readonly DetectionOptions Options = new() { Learning = TimeSpan.FromMinutes(1) };
    private readonly Dictionary<SeriesKey, double> _totals = [];
    private ShardBench _bench = null!;
    private DetectionShard _shard = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        _totals.Clear();
        _bench = await ShardBench.OpenAsync();
        _shard = _bench.Shard(Options);
        await FeedAsync(18, (Jobs(1), 30), (Jobs(2), 28), (Durations(1), 30), (Durations(2), 28));
        Assert.That(await StuckAsync(), Is.Empty);
    }

    [TearDown]
    public async Task CloseAsync() => await _bench.DisposeAsync();

    [Test]
    public async Task WorkerThatStandsStill_IsToldOnce_WithinTwentySeconds_AndIsOverWhenItWorks()
    {
        await FeedAsync(4, (Jobs(1), 0), (Jobs(2), 28), (Durations(1), 0), (Durations(2), 28));
        var told = (await StuckAsync()).Single();
        Assert.Multiple(() =>
        {
            Assert.That(told.Type, Is.EqualTo(EventTypes.AnomalyRaised));
            Assert.That(told.Anomaly.Entity, Is.EqualTo(Worker(1)));
            Assert.That(told.Anomaly.FaultKind, Is.EqualTo("stuck"));
            Assert.That(told.Anomaly.Severity, Is.EqualTo(Severity.Error));
            Assert.That(told.Anomaly.StateFault, Is.False);
            Assert.That(told.Anomaly.Summary, Does.Match("^worker.job(s|.duration.count) stands still for 15 s, usually 6/s, while 1 other member goes on$"));
        });
        await FeedAsync(1, (Jobs(1), 30), (Jobs(2), 28), (Durations(1), 30), (Durations(2), 28));
        var (type, anomaly) = (await StuckAsync())[^1];
        Assert.That((type, anomaly.Id, anomaly.State), Is.EqualTo((EventTypes.AnomalyCleared, told.Anomaly.Id, AnomalyState.Cleared)));
    }

    [Test]
    public async Task AllStandStill_OrOneIsAway_NobodyIsStuck()
    {
        await FeedAsync(10, (Jobs(1), 0), (Jobs(2), 0), (Durations(1), 0), (Durations(2), 0));
        await FeedAsync(1, (Jobs(2), 28), (Durations(2), 28));
        await FeedAsync(2, (Jobs(1), 0), (Jobs(2), 28), (Durations(1), 0), (Durations(2), 28));
        await FeedAsync(3, (Jobs(1), 30), (Jobs(2), 28), (Durations(1), 30), (Durations(2), 28));
        await FeedAsync(20, (Jobs(2), 28), (Durations(2), 28));
        Assert.That(await StuckAsync(), Is.Empty);
    }

    [Test]
    public async Task WhatIsOpen_SurvivesATakeover_AndIsStillOverWhenItWorks()
    {
        await FeedAsync(6, (Jobs(1), 0), (Jobs(2), 28), (Durations(1), 0), (Durations(2), 28));
        _shard = await _bench.TakeOverAsync(_shard, Options);
        await FeedAsync(3, (Jobs(1), 0), (Jobs(2), 28), (Durations(1), 0), (Durations(2), 28));
        Assert.That(await StuckAsync(), Has.Count.EqualTo(1), "nothing is told twice");
        await FeedAsync(2, (Jobs(1), 30), (Jobs(2), 28), (Durations(1), 30), (Durations(2), 28));
        Assert.That((await StuckAsync())[^1].Anomaly.State, Is.EqualTo(AnomalyState.Cleared));
    }

    [Test]
    public async Task CalledFalse_ItIsOver_AndLearntAnew()
    {
        await FeedAsync(6, (Jobs(1), 0), (Jobs(2), 28));
        var told = (await StuckAsync()).Single().Anomaly;
        Assert.That(await _shard.LearnAsync(told.SeriesId, Feedback.FalseAlarm, CancellationToken.None), Is.True);
        await FeedAsync(20, (Jobs(1), 0), (Jobs(2), 28));
        Assert.That((await StuckAsync()).Select(one => one.Type), Is.EqualTo(new[] { EventTypes.AnomalyRaised, EventTypes.AnomalyCleared }));
    }

    private static EntityId Worker(int number) => new("service:works/worker", $"worker-{number}");

    private static SeriesKey Jobs(int worker) => new(Worker(worker), "worker.jobs", [KeyValuePair.Create("outcome", "done")], "{job}", SeriesKind.Counter);

    private static SeriesKey Durations(int worker) => new(Worker(worker), "worker.job.duration.count", [], "{job}", SeriesKind.Counter);

    private async Task FeedAsync(int samples, params (SeriesKey Key, double Done)[] work)
    {
        for (var i = 0; i < samples; i++)
        {
            _bench.Time.Advance(TimeSpan.FromSeconds(5));
            var batch = new MetricBatch();
            foreach (var (key, done) in work)
            {
                batch.Add(key, _bench.Time.GetUtcNow().ToUnixTimeMilliseconds(), _totals[key] = _totals.GetValueOrDefault(key) + done);
            }

            await _shard.ConsumeAsync(batch, CancellationToken.None);
            await _shard.TickAsync(CancellationToken.None);
        }
    }

    private async Task<List<(string Type, Anomaly Anomaly)>> StuckAsync() => (await _bench.ToldAsync()).FindAll(one => one.Anomaly.FaultKind == "stuck");
}
