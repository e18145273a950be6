using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;
using AIOps.Storage.History;

namespace AIOps.Storage.Tests.History;

public sealed class CompactionTests
{
    private HistoryUnderTest _it = null!;

    [SetUp]
    public void Open() => _it = new HistoryUnderTest();

    [TearDown]
    public async Task Close() => await _it.DisposeAsync();

    [Test]
    public async Task ClosedJournals_BecomeColumnsWithTheSameSamples()
    {
        await FillAsync(hours: 5, HistoryUnderTest.Series(1), HistoryUnderTest.Series(2));
        var before = await AllAsync();

        await _it.History.MaintainAsync(CancellationToken.None);

        Assert.That(_it.Files(".columns"), Has.Length.EqualTo(2));
        Assert.That(_it.Files(".journal"), Has.Length.EqualTo(1), "the open one");
        Assert.That(await AllAsync(), Is.EqualTo(before));
        await _it.ReopenAsync();
        Assert.That(await AllAsync(), Is.EqualTo(before));
        Assert.That((await _it.ReplayAsync(0)).Sum(batch => batch.Count), Is.EqualTo(before.Sum(line => line.Split(' ').Length - 1)));
    }

    [Test]
    public async Task ReplayOfColumns_IsInOrderOfTime()
    {
        await FillAsync(hours: 3, HistoryUnderTest.Series(1), HistoryUnderTest.Series(2));
        await _it.History.MaintainAsync(CancellationToken.None);

        var replayed = (await _it.ReplayAsync(0)).Select(batch => batch.Times.ToArray()).ToList();
        Assert.That(replayed.Select(times => times.Min()), Is.Ordered);
        Assert.That(replayed.Zip(replayed.Skip(1)).All(pair => pair.First.Max() < pair.Second.Min()), Is.True);
    }

    [Test]
    public async Task InterruptedCompaction_CountsNothingTwice()
    {
        await FillAsync(hours: 3, HistoryUnderTest.Series(1));
        var journal = _it.Files(".journal")[0];
        var copy = await File.ReadAllBytesAsync(journal);
        await _it.History.MaintainAsync(CancellationToken.None);
        var before = await AllAsync();
        await _it.History.DisposeAsync();
        await File.WriteAllBytesAsync(journal, copy);

        await _it.ReopenAsync();
        Assert.That(await AllAsync(), Is.EqualTo(before));
        Assert.That((await _it.ReplayAsync(0)).Sum(batch => batch.Count), Is.EqualTo(180));
        await _it.History.MaintainAsync(CancellationToken.None);
        Assert.That(_it.Files(".journal"), Has.No.Member(journal));
    }

    [Test]
    public async Task RawSamplesThatAreTooOld_LeaveOneValuePerMinute()
    {
        await using var it = new HistoryUnderTest(options => options.MaxMemoryBytes = 1);
        var start = it.NowMs;
        SeriesKey gauge = HistoryUnderTest.Series(1), counter = HistoryUnderTest.Series(2, SeriesKind.Counter);
        for (var i = 0; i < 48; i++)
        {
            await it.AppendAsync(gauge, start + (i * 5_000), i);
            await it.AppendAsync(counter, start + (i * 5_000), i * 10);
        }

        it.Time.Advance(TimeSpan.FromHours(3));
        await it.AppendAsync(gauge, it.NowMs, 1);
        await it.History.MaintainAsync(CancellationToken.None);
        it.Time.Advance(TimeSpan.FromHours(25));
        await it.AppendAsync(gauge, it.NowMs, 1);
        await it.History.MaintainAsync(CancellationToken.None);
        Assert.That(it.Files(".columns"), Is.Empty);
        await it.ReopenAsync();

        var (means, lasts) = ((await it.ReadAsync(gauge, start, start + 300_000))!, (await it.ReadAsync(counter, start, start + 300_000))!);
        Assert.Multiple(() =>
        {
            Assert.That(means.Times, Is.EqualTo(new[] { start, start + 60_000, start + 120_000, start + 180_000 }));
            Assert.That(means.Values, Is.EqualTo(new[] { 5.5, 17.5, 29.5, 41.5 }));
            Assert.That(lasts.Times, Is.EqualTo(new[] { start + 55_000, start + 115_000, start + 175_000, start + 235_000 }));
            Assert.That(lasts.Values, Is.EqualTo(new[] { 110.0, 230, 350, 470 }));
        });
    }

    [Test]
    public async Task DamagedColumns_AreLeftOutAndTheRestIsRead()
    {
        await FillAsync(hours: 5, HistoryUnderTest.Series(1));
        await _it.History.MaintainAsync(CancellationToken.None);
        await _it.History.DisposeAsync();
        var file = _it.Files(".columns")[0];
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[^60] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);

        await _it.ReopenAsync();
        Assert.That((await _it.ReadAsync(HistoryUnderTest.Series(1)))!.Times, Has.Count.EqualTo(180));
        Assert.That(async () => await _it.History.MaintainAsync(CancellationToken.None), Throws.Nothing);
    }

    [Test]
    public void DiskCap_ComesBeforeTimes_AndRollupsGoLast()
    {
        var options = new HistoryOptions { MaxBytes = 170 };
        var hour = 3_600_000L;
        var decided = Retention.Decide(
            [
                File(SegmentName.Rollup, 0), File(SegmentName.Columns, 1), File(SegmentName.Columns, 2), File(SegmentName.Columns, 3),
            ],
            openBytes: 60,
            nowMs: 10 * hour,
            options);

        Assert.That(decided.Select(one => (one.Name.StartMs / hour, one.Reason)), Is.EqualTo(new[] { (1L, "size"), (2L, "size"), (3L, "size") }));
        Assert.That(Retention.Decide([File(SegmentName.Columns, 1), File(SegmentName.Rollup, 1)], 0, 26 * hour, options).Select(one => (one.Name.Kind, one.Reason)), Is.EqualTo(new[] { (SegmentName.Columns, "age") }));

        Retention.Listed File(string kind, int hours) => new(new SegmentName($"/x/{hours}-a{kind}", 0, hours * hour), 100, hours * hour);
    }

    private async Task FillAsync(int hours, params SeriesKey[] series)
    {
        var random = new Random(1);
        for (var minute = 0; minute < hours * 60; minute++)
        {
            var batch = new MetricBatch();
            foreach (var key in series)
            {
                batch.Add(key, _it.NowMs, random.NextDouble());
            }

            await _it.History.AppendAsync(0, batch, CancellationToken.None);
            _it.Time.Advance(TimeSpan.FromMinutes(1));
        }
    }

    private async Task<string[]> AllAsync()
    {
        IReadOnlyList<SeriesWindow> windows = await _it.History.ReadAsync(_it.History.FindSeries(null), DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, CancellationToken.None);
        return [.. windows.OrderBy(window => window.Series.Id).Select(window => window.Series.Id + " " + string.Join(' ', window.Times.Zip(window.Values, (time, value) => $"{time}={value:R}")))];
    }
}
