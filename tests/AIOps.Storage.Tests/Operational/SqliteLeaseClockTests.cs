namespace AIOps.Storage.Tests.Operational;

public sealed class SqliteLeaseClockTests
{
    [Test]
    public async Task ClockSetBackAnHour_KeepsADeadHoldersLeaseForOneTermOnly()
    {
        await using var it = await StoreUnderTest.OpenAsync(Backend.Sqlite);
        var term = TimeSpan.FromSeconds(10);
        await it.Store.TryAcquireLeaseAsync("leader", "dead", term, CancellationToken.None);

        it.Time.Jump(it.Time.GetUtcNow() - TimeSpan.FromHours(1));
        Assert.That(await it.Store.TryAcquireLeaseAsync("leader", "next", term, CancellationToken.None), Is.Null);
        it.Time.Advance(term);

        Assert.That((await it.Store.TryAcquireLeaseAsync("leader", "next", term, CancellationToken.None))!.Token, Is.EqualTo(2));
    }
}
