using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;

namespace AIOps.Storage.Tests.History;

public sealed class TelemetryHistoryTests
{
    private HistoryUnderTest _it = null!;

    [SetUp]
    public void Open() => _it = new HistoryUnderTest();

    [TearDown]
    public async Task Close() => await _it.DisposeAsync();

    [Test]
    public async Task BytesOfFiles_AreKnownAfterMaintenance()
    {
        await _it.AppendAsync(HistoryUnderTest.Series(1), _it.NowMs, 1.0);
        var before = _it.History.DiskBytes;
        await _it.History.MaintainAsync(CancellationToken.None);
        Assert.That((before, _it.History.DiskBytes), Is.EqualTo(((long?)null, (long?)_it.Files("").Sum(file => new FileInfo(file).Length))));
    }

    [Test]
    public async Task Samples_AreReadInRisingTimeWithoutRepeats_BeforeAndAfterReopening()
    {
        var key = HistoryUnderTest.Series(1);
        foreach (var (time, value) in new[] { (3_000, 3.0), (1_000, 1.0), (2_000, 2.0), (2_000, 2.5), (4_000, 4.0) })
        {
            await _it.AppendAsync(key, time, value);
        }

        for (var pass = 0; pass < 2; pass++)
        {
            var window = await _it.ReadAsync(key, 1_000, 4_000);
            Assert.That(window!.Times, Is.EqualTo(new[] { 1_000L, 2_000, 3_000 }), $"pass {pass}");
            Assert.That(window.Values, Is.EqualTo(new[] { 1.0, 2.5, 3.0 }), $"pass {pass}");
            await _it.ReopenAsync();
        }
    }

    [Test]
    public async Task ManyBatches_OfManySeries_ComeBackExactly()
    {
        var random = new Random(5);
        var expected = new Dictionary<ulong, SortedDictionary<long, double>>();
        var appends = new List<Task>();
        for (var n = 0; n < 60; n++)
        {
            var batch = new MetricBatch();
            for (var i = 0; i < 300; i++)
            {
                var key = HistoryUnderTest.Series(random.Next(40));
                var (time, value) = ((n * 100_000L) + (i * 17), random.NextDouble());
                batch.Add(key, time, value);
                if (!expected.TryGetValue(key.Id, out var samples))
                {
                    expected.Add(key.Id, samples = []);
                }

                samples[time] = value;
            }

            appends.Add(_it.History.AppendAsync(n % 3, batch, CancellationToken.None));
        }

        await Task.WhenAll(appends);
        for (var pass = 0; pass < 2; pass++)
        {
            var keys = _it.History.FindSeries(null);
            var windows = await _it.History.ReadAsync(keys, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1), CancellationToken.None);
            Assert.That(windows, Has.Count.EqualTo(40));
            foreach (var window in windows)
            {
                Assert.That(window.Times, Is.EqualTo(expected[window.Series.Id].Keys));
                Assert.That(window.Values, Is.EqualTo(expected[window.Series.Id].Values));
            }

            await _it.ReopenAsync();
        }
    }

    [Test]
    public async Task NotFiniteSamples_AreLeftOutAndTheRestOfTheBatchIsKept()
    {
        var batch = new MetricBatch();
        foreach (var (time, value) in new[] { (1_000L, 1.0), (2_000, double.NaN), (3_000, double.PositiveInfinity), (4_000, 4.0) })
        {
            batch.Add(HistoryUnderTest.Series(1), time, value);
        }

        await _it.History.AppendAsync(0, batch, CancellationToken.None);
        await _it.ReopenAsync();

        Assert.That((await _it.ReadAsync(HistoryUnderTest.Series(1)))!.Times, Is.EqualTo(new[] { 1_000L, 4_000 }));
    }

    [Test]
    public async Task TimesFarOff_BreakNothing()
    {
        var key = HistoryUnderTest.Series(1);
        long[] times = [0, _it.NowMs, 4_102_444_800_000, -1, 253_402_300_000_000];
        foreach (var time in times)
        {
            await _it.AppendAsync(key, time, 1);
        }

        await _it.ReopenAsync();
        Assert.That((await _it.ReadAsync(key))!.Times, Is.EqualTo(times.Order()));
        Assert.That((await _it.ReadAsync(key, _it.NowMs - 1_000, _it.NowMs + 1))!.Times, Is.EqualTo(new[] { _it.NowMs }));
    }

    [Test]
    public async Task FindSeries_KnowsAWorkloadsMembersAfterReopening()
    {
        foreach (var number in new[] { 1, 2, 17 })
        {
            await _it.AppendAsync(HistoryUnderTest.Series(number), 1_000, 1);
        }

        await _it.ReopenAsync();
        Assert.Multiple(() =>
        {
            Assert.That(_it.History.FindSeries("service:shop/s0").Select(key => key.Entity.Member), Is.EquivalentTo(new[] { "m1", "m2" }));
            Assert.That(_it.History.FindSeries("service:nobody"), Is.Empty);
            Assert.That(_it.History.FindSeries(null), Has.Count.EqualTo(3));
        });
    }

    [Test]
    public async Task Replay_GivesAShardsBatchesInOrderFromATimeOn()
    {
        for (var i = 0; i < 6; i++)
        {
            await _it.AppendAsync(HistoryUnderTest.Series(i), 1_000 + i, i);
            await _it.AppendAsync(HistoryUnderTest.Series(i), 1_000 + i, -i, shard: 1);
            _it.Time.Advance(TimeSpan.FromHours(1));
        }

        var middle = (_it.Time.GetUtcNow() - TimeSpan.FromHours(3)).ToUnixTimeMilliseconds();
        await _it.ReopenAsync();
        Assert.Multiple(async () =>
        {
            Assert.That((await _it.ReplayAsync(0)).Select(batch => batch.Values[0]), Is.EqualTo(new[] { 0.0, 1, 2, 3, 4, 5 }));
            Assert.That((await _it.ReplayAsync(1, middle)).Select(batch => batch.Values[0]), Is.EqualTo(new[] { -3.0, -4, -5 }));
            Assert.That(_it.Files(".journal"), Has.Length.EqualTo(6), "two hours each, for two shards");
        });
    }

    [Test]
    public async Task ClockSetBack_HidesNoAppendFromAReplay()
    {
        await _it.AppendAsync(HistoryUnderTest.Series(1), 1, 1);
        var checkpoint = _it.NowMs;
        _it.Time.Jump(_it.Time.GetUtcNow() - TimeSpan.FromHours(1));
        await _it.AppendAsync(HistoryUnderTest.Series(1), 2, 2);
        await _it.ReopenAsync();
        await _it.AppendAsync(HistoryUnderTest.Series(1), 3, 3);

        Assert.That((await _it.ReplayAsync(0, checkpoint)).Select(batch => batch.Values[0]), Is.EqualTo(new[] { 1.0, 2, 3 }));
    }

    [Test]
    public async Task TornOrDamagedTail_LosesOnlyItself([Values(1, 7, 19, 30)] int cut, [Values] bool flip)
    {
        for (var i = 0; i < 5; i++)
        {
            await _it.AppendAsync(HistoryUnderTest.Series(1), i, i);
        }

        await _it.History.DisposeAsync();
        using (var file = File.Open(_it.Files(".journal").Single(), FileMode.Open))
        {
            if (flip)
            {
                file.Position = file.Length - cut;
                var value = file.ReadByte();
                file.Position--;
                file.WriteByte((byte)(value ^ 0x40));
            }
            else
            {
                file.SetLength(file.Length - cut);
            }
        }

        await _it.ReopenAsync();
        Assert.That((await _it.ReadAsync(HistoryUnderTest.Series(1)))!.Times, Is.EqualTo(new[] { 0L, 1, 2, 3 }));

        await _it.AppendAsync(HistoryUnderTest.Series(1), 9, 9);
        await _it.ReopenAsync();
        Assert.That((await _it.ReadAsync(HistoryUnderTest.Series(1)))!.Times, Is.EqualTo(new[] { 0L, 1, 2, 3, 9 }));
        Assert.That(await _it.ReplayAsync(0), Has.Count.EqualTo(5));
    }

    [Test]
    public async Task ASecondProcess_SeesWhatTheFirstAppends_AndWritesBesideIt()
    {
        await using var second = _it.Open();
        var key = HistoryUnderTest.Series(1);
        await _it.AppendAsync(key, 1, 1);
        Assert.That(second.FindSeries(null), Has.Count.EqualTo(1));

        var batch = new MetricBatch();
        batch.Add(key, 2, 2);
        await second.AppendAsync(0, batch, CancellationToken.None);
        await _it.AppendAsync(key, 3, 3);
        _it.Time.Advance(TimeSpan.FromSeconds(2));

        foreach (var history in new[] { _it.History, second })
        {
            var window = (await history.ReadAsync([key], DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, CancellationToken.None)).Single();
            Assert.That(window.Times, Is.EqualTo(new[] { 1L, 2, 3 }));
        }
    }

    [Test]
    public async Task SeriesOverTheBound_AreLeftOutAndTheKnownOnesGoOn()
    {
        await using var it = new HistoryUnderTest(options => options.MaxSeries = 2);
        var batch = new MetricBatch();
        for (var i = 0; i < 5; i++)
        {
            batch.Add(HistoryUnderTest.Series(i), 1_000, i);
        }

        await it.History.AppendAsync(0, batch, CancellationToken.None);
        await it.AppendAsync(HistoryUnderTest.Series(0), 2_000, 7);

        Assert.That(it.History.FindSeries(null), Has.Count.EqualTo(2));
        Assert.That((await it.ReadAsync(HistoryUnderTest.Series(0)))!.Values, Is.EqualTo(new[] { 0.0, 7 }));
        Assert.That((await it.ReplayAsync(0)).Sum(replayed => replayed.Count), Is.EqualTo(3));
    }

    [Test]
    public async Task SamplesThatLeftMemory_AreReadFromDisk()
    {
        await using var it = new HistoryUnderTest(options => options.MaxMemoryBytes = 100_000);
        var random = new Random(3);
        for (var n = 0; n < 600; n++)
        {
            var batch = new MetricBatch();
            for (var i = 0; i < 50; i++)
            {
                batch.Add(HistoryUnderTest.Series(i), n * 5_000L, random.NextDouble());
            }

            await it.History.AppendAsync(0, batch, CancellationToken.None);
        }

        var windows = await it.History.ReadAsync(it.History.FindSeries(null), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1), CancellationToken.None);
        Assert.That(windows.Select(window => window.Times.Count), Is.All.EqualTo(600));
    }

    [Test]
    public async Task FolderThatCannotBeMade_IsToldWithItsPlace()
    {
        var file = "";
        await using var it = new HistoryUnderTest(options =>
        {
            file = options.Folder;
            File.WriteAllText(file, "in the way");
        });
        Assert.That(async () => await it.AppendAsync(HistoryUnderTest.Series(1), 1, 1), Throws.InstanceOf<StoreUnavailableException>().With.Message.Contains(file));
        File.Delete(file);
        await it.AppendAsync(HistoryUnderTest.Series(1), 1, 1);
        Assert.That(await it.ReadAsync(HistoryUnderTest.Series(1)), Is.Not.Null);
    }
}
