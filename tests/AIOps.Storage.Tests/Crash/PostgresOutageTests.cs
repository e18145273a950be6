using AIOps.Contracts.Storage;
using AIOps.Storage.Databases;
using AIOps.Storage.Tests.Operational;
using AIOps.TestKit;

namespace AIOps.Storage.Tests.Crash;

public sealed class PostgresOutageTests
{
    private static CancellationToken None => CancellationToken.None;

    [Test]
    public async Task ServerKilledUnderLoad_FailsClosed_LosesNothingConfirmed_AndIsFoundAgain()
    {
        await using var it = await StoreUnderTest.OpenAsync(Backend.PostgreSql);
        var server = await TestDatabase.ServerAsync();
        using var stop = new CancellationTokenSource();
        int confirmed = 0, refused = 0;
        var load = Task.WhenAll(Enumerable.Range(0, 4).Select(async worker =>
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    await it.Store.CommitAsync(new StoreCommit { Events = [new("s", "T", "{}")] }, None);
                    Interlocked.Increment(ref confirmed);
                }
                catch (StoreUnavailableException)
                {
                    Interlocked.Increment(ref refused);
                    await Task.Delay(10);
                }
            }
        }));
        await UntilAsync(() => confirmed >= 40);
        await server.KillAsync();
        await UntilAsync(() => refused >= 4);
        await server.StartAgainAsync();
        var before = confirmed;
        await UntilAsync(() => confirmed >= before + 40);
        await stop.CancelAsync();
        await load.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.That(await it.Store.LastEventIdAsync(None), Is.GreaterThanOrEqualTo(confirmed));
        Assert.That(await it.Store.ReadStreamAsync("s", 0, 1_000_000, None), Has.Count.GreaterThanOrEqualTo(confirmed).And.Count.LessThanOrEqualTo(confirmed + refused));
    }

    [Test]
    public async Task WriterThatIsPausedInsideATransaction_StopsTheOthersForSecondsOnly()
    {
        await using var it = await StoreUnderTest.OpenAsync(Backend.PostgreSql);
        await using var paused = new PostgresDatabase(it.Options.PostgreSql, TimeSpan.FromSeconds(10));
        await using var connection = await paused.OpenWriterAsync(None);
        await using var transaction = await paused.BeginWriteAsync(connection, None);

        // from here on the other process does nothing, as after SIGSTOP
        Assert.That(await it.Store.CommitAsync(new StoreCommit { Events = [new("s", "T", "{}")] }, None).WaitAsync(TimeSpan.FromSeconds(30)), Is.EqualTo(CommitOutcome.Committed));
        var woken = await Assert.CatchAsync(async () => await transaction.CommitAsync(None), "and writes nothing when it wakes up");
        Assert.That(paused.Explain(woken!), Is.Not.Null, "which is an outage to its callers, not a bug");
    }

    [Test]
    public void ServerThatDoesNotRun_IsToldWithItsPlace()
    {
        var options = new StorageOptions { DataFolder = "/tmp", PostgreSql = "Host=127.0.0.1;Port=1;Database=aiops;Username=x" };
        Assert.That(async () => await AIOps.Storage.Operational.OperationalStore.OpenAsync(options, TimeProvider.System, None), Throws.InstanceOf<StoreUnavailableException>().With.Message.Contains("127.0.0.1:1").And.Message.Contains("check that the server runs"));
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!condition())
        {
            await Task.Delay(20, limit.Token);
        }
    }
}
