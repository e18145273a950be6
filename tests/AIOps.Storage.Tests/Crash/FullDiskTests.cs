using AIOps.Contracts.Storage;
using AIOps.Storage.History;
using AIOps.Storage.Operational;
using AIOps.Storage.Tests.History;
using AIOps.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace AIOps.Storage.Tests.Crash;

public sealed class FullDiskTests
{
    private SmallDisk _disk = null!;

    private static CancellationToken None => CancellationToken.None;

    [SetUp]
    public async Task Mount() => _disk = await SmallDisk.MountAsync(megabytes: 8);

    [TearDown]
    public async Task Unmount() => await _disk.DisposeAsync();

    [Test]
    public async Task Store_FailsClosedWithAClearMessage_AndGoesOnOnceThereIsSpace()
    {
        await using var store = await OperationalStore.OpenAsync(new StorageOptions { DataFolder = _disk.Folder }, TimeProvider.System, None);
        _disk.Fill(leaveBytes: 300_000);
        var written = 0;
        StoreUnavailableException? outage = null;
        while (outage is null && written < 1000)
        {
            try
            {
                await store.CommitAsync(new StoreCommit { Events = [new("s", "T", new string('x', 50_000))] }, None);
                written++;
            }
            catch (StoreUnavailableException error)
            {
                outage = error;
            }
        }

        Assert.That(outage!.Message, Does.Contain("full").And.Contain(_disk.Folder).And.Contain("free space"));
        Assert.That(async () => await store.ReadEventsAsync(0, 1000, None), Has.Count.EqualTo(written), "what was confirmed can still be read");

        _disk.Free();
        Assert.That(await store.CommitAsync(new StoreCommit { Events = [new("s", "T", "after")] }, None), Is.EqualTo(CommitOutcome.Committed));
        Assert.That(await store.ReadEventsAsync(0, 1000, None), Has.Count.EqualTo(written + 1));
    }

    [Test]
    public async Task History_FailsClosedWithAClearMessage_AndGoesOnOnceThereIsSpace()
    {
        var time = new ManualTime();
        var options = new HistoryOptions { Folder = Path.Combine(_disk.Folder, "history"), MaintainEvery = TimeSpan.Zero };
        await using var history = new TelemetryHistory(options, time, NullLogger<TelemetryHistory>.Instance);
        _disk.Fill(leaveBytes: 300_000);
        var written = 0;
        StoreUnavailableException? outage = null;
        while (outage is null && written < 1000)
        {
            try
            {
                await AppendAsync(history, written);
                written++;
            }
            catch (StoreUnavailableException error)
            {
                outage = error;
            }
        }

        Assert.That(outage!.Message, Does.Contain(_disk.Folder).And.Contain("free space"));
        Assert.That(async () => await AppendAsync(history, written), Throws.InstanceOf<StoreUnavailableException>());

        _disk.Free();
        await AppendAsync(history, written);
        await using var again = new TelemetryHistory(options, time, NullLogger<TelemetryHistory>.Instance);
        var window = (await again.ReadAsync([HistoryUnderTest.Series(1)], DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, None)).Single();
        Assert.That(window.Times, Is.EqualTo(Enumerable.Range(0, (written + 1) * 1000).Select(i => (long)i)));
    }

    private static Task AppendAsync(TelemetryHistory history, int batchNumber)
    {
        var batch = new Contracts.Telemetry.MetricBatch();
        for (var i = 0; i < 1000; i++)
        {
            batch.Add(HistoryUnderTest.Series(1), (batchNumber * 1000) + i, i);
        }

        return history.AppendAsync(0, batch, None);
    }
}
