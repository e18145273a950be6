using AIOps.Contracts.Storage;
using AIOps.Storage.Operational;
using AIOps.Storage.Tests.Operational;

namespace AIOps.Storage.Tests.Crash;

[TestFixture(Backend.Sqlite)]
[TestFixture(Backend.PostgreSql)]
public sealed class StoreCrashTests(Backend backend)
{
    private static int[] Kills => Environment.GetEnvironmentVariable("AIOPS_TEST_FULL") == "1" ? [.. Enumerable.Range(1, 20).Select(i => i * 17)] : [60, 140];

    [TestCaseSource(nameof(Kills))]
    public async Task KilledWhileCommitting_LosesNothingConfirmed_AndLeavesNothingHalf(int kills)
    {
        await using var it = await StoreUnderTest.OpenAsync(backend);
        using var child = CrashChild.Start("commits", it.Options.DataFolder, it.Options.PostgreSql);
        var promised = (await CrashChild.KillAfterAsync(child, kills)).Select(line => line.Split(' ')).GroupBy(words => words[0]).ToDictionary(group => group.Key, group => group.Max(words => int.Parse(words[1])));

        await it.ReopenAsync();

        Assert.That(promised, Has.Count.EqualTo(4));
        foreach (var (worker, last) in promised)
        {
            var events = await it.Store.ReadStreamAsync(worker, 0, 10_000, CancellationToken.None);
            var document = await it.Store.FindAsync(DocumentKind.Run, worker, CancellationToken.None);
            Assert.Multiple(async () =>
            {
                Assert.That(events.Count, Is.GreaterThanOrEqualTo(last), "confirmed and lost");
                Assert.That(events.Select(stored => stored.Payload), Is.EqualTo(Enumerable.Range(1, events.Count).Select(n => n.ToString())));
                Assert.That(document!.Version, Is.EqualTo(events.Count));
                Assert.That(await it.Store.ReadCursorAsync(worker, CancellationToken.None), Is.EqualTo(events.Count));
            });
        }

        var audit = await it.Store.ReadAuditAsync(0, 100_000, CancellationToken.None);
        Assert.That(AuditChain.FirstBroken(audit, null), Is.Null);
        Assert.That(audit.Count, Is.EqualTo((await it.Store.ReadEventsAsync(0, 100_000, CancellationToken.None)).Count));
    }

    [Test]
    public async Task TwoProcesses_RaceForALease_AndNeverHoldItAtOnce()
    {
        await using var it = await StoreUnderTest.OpenAsync(backend);
        using var first = CrashChild.Start("lease", it.Options.DataFolder, it.Options.PostgreSql);
        using var second = CrashChild.Start("lease", it.Options.DataFolder, it.Options.PostgreSql);
        await Task.WhenAll(CrashChild.KillAfterAsync(first, 15), CrashChild.KillAfterAsync(second, 15));

        await it.ReopenAsync();
        var led = await it.Store.ReadEventsAsync(0, 10_000, CancellationToken.None);
        Assert.Multiple(() =>
        {
            Assert.That(led.Select(stored => long.Parse(stored.Payload)), Is.Ordered.Ascending.And.Unique, "the token rises with each change of holder");
            Assert.That(led.Select(stored => stored.Stream).Distinct().Count(), Is.EqualTo(2));
        });
    }
}
