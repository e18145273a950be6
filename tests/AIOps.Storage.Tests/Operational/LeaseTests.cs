using AIOps.Contracts.Storage;

namespace AIOps.Storage.Tests.Operational;

[TestFixture(Backend.Sqlite)]
[TestFixture(Backend.PostgreSql)]
public sealed class LeaseTests(Backend backend)
{
    private static readonly TimeSpan Term = TimeSpan.FromSeconds(10);
    private StoreUnderTest _it = null!;

    private static CancellationToken None => CancellationToken.None;

    [SetUp]
    public async Task Open() => _it = await StoreUnderTest.OpenAsync(backend);

    [TearDown]
    public async Task Close() => await _it.DisposeAsync();

    [Test]
    public async Task Lease_HasOneHolder_AndItsTokenRisesWithEachChange()
    {
        var first = await Take("a");
        Assert.That(first!.Token, Is.EqualTo(1));
        Assert.That(await Take("b"), Is.Null);
        Assert.That((await Take("a"))!.Token, Is.EqualTo(1), "renewed");

        await _it.Store.ReleaseLeaseAsync("leader", 99, None);
        Assert.That(await Take("b"), Is.Null, "released with a token that is not current");
        await _it.Store.ReleaseLeaseAsync("leader", 1, None);
        Assert.That((await Take("b"))!.Token, Is.EqualTo(2));
    }

    [Test]
    public async Task LapsedLease_IsTakenByTheNext()
    {
        await Take("a");
        await _it.LapseAsync(Term);

        Assert.That(await _it.Store.ReadLeasesAsync(None), Is.Empty);
        Assert.That((await Take("b"))!.Token, Is.EqualTo(2));
        Assert.That((await _it.Store.ReadLeasesAsync(None)).Single().Owner, Is.EqualTo("b"));
    }

    [Test]
    public async Task CommitOfAnOldHolder_IsFenced()
    {
        var old = (await Take("a"))!;
        await _it.LapseAsync(Term);
        Assert.That(await Write(old.Token), Is.EqualTo(CommitOutcome.Committed), "lapsed, but nobody took it");
        var current = (await Take("b"))!;

        Assert.Multiple(async () =>
        {
            Assert.That(await Write(old.Token), Is.EqualTo(CommitOutcome.Fenced));
            Assert.That(await Write(current.Token), Is.EqualTo(CommitOutcome.Committed));
            await _it.Store.ReleaseLeaseAsync("leader", current.Token, None);
            Assert.That(await Write(current.Token), Is.EqualTo(CommitOutcome.Fenced), "given back");
            Assert.That(await _it.Store.ReadEventsAsync(0, 10, None), Has.Count.EqualTo(2));
        });

        Task<CommitOutcome> Write(long token) => _it.Store.CommitAsync(new StoreCommit { Events = [new("s", "T", "{}")], Fences = [new("leader", token)] }, None);
    }

    [Test]
    public async Task ManyOwnersAtOnce_OneGetsIt()
    {
        await using var second = await _it.OpenSecondAsync();
        for (var round = 1; round <= 10; round++)
        {
            var taken = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => (i % 2 == 0 ? _it.Store : second).TryAcquireLeaseAsync("leader", "owner-" + i, Term, None)));
            var holder = taken.OfType<Lease>().Single();
            Assert.That(holder.Token, Is.EqualTo(round));
            await _it.Store.ReleaseLeaseAsync("leader", holder.Token, None);
        }
    }

    private Task<Lease?> Take(string owner) => _it.Store.TryAcquireLeaseAsync("leader", owner, Term, None);
}
