using AIOps.Contracts.Storage;
using AIOps.Storage.Operational;

namespace AIOps.Storage.Tests.Operational;

[TestFixture(Backend.Sqlite)]
[TestFixture(Backend.PostgreSql)]
public sealed class AuditTests(Backend backend)
{
    [Test]
    public async Task Chain_HoldsOverConcurrentCommitsAndReopening_AndShowsAChange()
    {
        await using var it = await StoreUnderTest.OpenAsync(backend);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => it.Store.CommitAsync(new StoreCommit { Audit = [new("ann", "did", "x" + i), new("aiops", "did", "y" + i)] }, CancellationToken.None)));
        await it.ReopenAsync();
        await it.Store.CommitAsync(new StoreCommit { Audit = [new("ann", "did", "last")] }, CancellationToken.None);

        var all = await it.Store.ReadAuditAsync(0, 100, CancellationToken.None);
        var tail = await it.Store.ReadAuditAsync(30, 100, CancellationToken.None);
        var forged = all.Select(entry => entry.Number == 7 ? entry with { Entry = entry.Entry with { Actor = "bob" } } : entry);
        Assert.Multiple(() =>
        {
            Assert.That(all.Select(entry => entry.Number), Is.EqualTo(Enumerable.Range(1, 41)));
            Assert.That(AuditChain.FirstBroken(all, null), Is.Null);
            Assert.That(AuditChain.FirstBroken(tail, all[29]), Is.Null);
            Assert.That(AuditChain.FirstBroken(forged, null), Is.EqualTo(7));
            Assert.That(AuditChain.FirstBroken(all.Where(entry => entry.Number != 12), null), Is.EqualTo(13));
        });
    }
}
