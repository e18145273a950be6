using AIOps.Contracts.Events;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;
using AIOps.Detection.Metrics;
using AIOps.Server.Detect;
using AIOps.Server.Tests.Web;
using AIOps.Storage;
using AIOps.Storage.Operational;
using AIOps.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AIOps.Server.Tests.Detect;

/// <summary>A worker that lives and takes no more jobs while its sibling does, as the shard tells it.</summary>
public sealed class StuckMemberTests
{
    private readonly Dictionary<SeriesKey, double> _totals = [];
    private ManualTime _time = null!;
    private DirectoryInfo _folder = null!;
    private OperationalStore _store = null!;
    private DetectionInstruments _instruments = null!;
    private DetectionShard _shard = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        _totals.Clear();
        _time = new ManualTime();
        _folder = Directory.CreateTempSubdirectory("aiops-test-");
        _store = await OperationalStore.OpenAsync(new StorageOptions { DataFolder = _folder.FullName }, TimeProvider.System, CancellationToken.None);
        _instruments = new DetectionInstruments();
        _shard = Shard();
        await FeedAsync(18, (Jobs(1), 30), (Jobs(2), 28), (Durations(1), 30), (Durations(2), 28));
        Assert.That(await StuckAsync(), Is.Empty);
    }

    [TearDown]
    public async Task CloseAsync()
    {
        _instruments.Dispose();
        await _store.DisposeAsync();
        _folder.Delete(recursive: true);
    }

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
        var saved = new MemoryStream();
        (await _shard.CheckpointAsync(CancellationToken.None)).Write(saved);
        saved.Position = 0;
        _shard = Shard();
        await _shard.RestoreAsync(ShardCheckpoint.Read(saved), DateTimeOffset.UnixEpoch, CancellationToken.None);
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

    private DetectionShard Shard()
    {
        var options = new DetectionOptions { Learning = TimeSpan.FromMinutes(1) };
        return new DetectionShard(0, new FakeHistory(), _store, new ProfileSource(Options.Create(options), NullLogger<ProfileSource>.Instance), options, _instruments, _time);
    }

    private async Task FeedAsync(int samples, params (SeriesKey Key, double Done)[] work)
    {
        for (var i = 0; i < samples; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            var batch = new MetricBatch();
            foreach (var (key, done) in work)
            {
                batch.Add(key, _time.GetUtcNow().ToUnixTimeMilliseconds(), _totals[key] = _totals.GetValueOrDefault(key) + done);
            }

            await _shard.ConsumeAsync(batch, CancellationToken.None);
            await _shard.TickAsync(CancellationToken.None);
        }
    }

    private async Task<List<(string Type, Anomaly Anomaly)>> StuckAsync() =>
        [.. (await _store.ReadEventsAsync(0, 1000, CancellationToken.None)).Select(one => (one.Type, Anomaly: AIOpsJson.Read<Anomaly>(one.Payload))).Where(one => one.Anomaly.FaultKind == "stuck")];
}
