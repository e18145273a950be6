using AIOps.Contracts.Storage;
using Dapper;
using Npgsql;

namespace AIOps.Storage.Tests.Operational;

[TestFixture(Backend.Sqlite)]
[TestFixture(Backend.PostgreSql)]
public sealed class TrimTests(Backend backend)
{
    [Test]
    public async Task OldEvents_GoOnceEveryConsumerHasPassedThem()
    {
        await using var it = await StoreUnderTest.OpenAsync(backend);
        await it.Store.CommitAsync(new StoreCommit { Events = [.. Enumerable.Range(0, 5).Select(i => new NewEvent("s", "T", i.ToString()))] }, CancellationToken.None);
        await AgeAsync(it, TimeSpan.FromDays(31));
        await it.Store.CommitAsync(new StoreCommit { Events = [new("s", "T", "new")] }, CancellationToken.None);
        Assert.That(await it.Store.TrimAsync(CancellationToken.None), Is.Zero, "nobody has read them yet");

        var ids = (await it.Store.ReadEventsAsync(0, 10, CancellationToken.None)).Select(stored => stored.Id).ToArray();
        await it.Store.CommitAsync(new StoreCommit { Cursor = new("fast", 0, ids[5]) }, CancellationToken.None);
        await it.Store.CommitAsync(new StoreCommit { Cursor = new("slow", 0, ids[2]) }, CancellationToken.None);
        await it.Store.TrimAsync(CancellationToken.None);

        Assert.That((await it.Store.ReadEventsAsync(0, 10, CancellationToken.None)).Select(stored => stored.Payload), Is.EqualTo(new[] { "3", "4", "new" }));
    }

    [Test]
    public async Task EndedAndUntouchedDocuments_GoAndOpenOnesStay()
    {
        await using var it = await StoreUnderTest.OpenAsync(backend);
        var now = (await it.Store.NowAsync(CancellationToken.None)).ToUnixTimeMilliseconds();
        var old = now - (long)TimeSpan.FromDays(500).TotalMilliseconds;
        await it.WriteAsync(
            new(DocumentKind.Incident, "closed-old", 0, "Closed", "", old, "{}"),
            new(DocumentKind.Incident, "open-old", 0, "Open", "", old, "{}"),
            new(DocumentKind.Incident, "closed-new", 0, "Closed", "", now, "{}"),
            new(DocumentKind.Run, "timed-out-old", 0, "timedOut", "", old, "{}"),
            new(DocumentKind.Run, "running-old", 0, "running", "", old, "{}"),
            new(DocumentKind.Entity, "gone", 0, "", "", old, "{}"),
            new(DocumentKind.Trust, "trust-old", 0, "", "", old, "{}"));

        Assert.That(await it.Store.TrimAsync(CancellationToken.None), Is.EqualTo(3));

        Assert.Multiple(async () =>
        {
            foreach (var (kind, id, stays) in new[] { (DocumentKind.Incident, "closed-old", false), (DocumentKind.Incident, "open-old", true), (DocumentKind.Incident, "closed-new", true), (DocumentKind.Run, "timed-out-old", false), (DocumentKind.Run, "running-old", true), (DocumentKind.Entity, "gone", false), (DocumentKind.Trust, "trust-old", true) })
            {
                Assert.That(await it.Store.FindAsync(kind, id, CancellationToken.None) is not null, Is.EqualTo(stays), id);
            }
        });
    }

    private static async Task AgeAsync(StoreUnderTest it, TimeSpan by)
    {
        it.Time.Advance(by);
        if (it.Backend == Backend.PostgreSql)
        {
            await using var connection = new NpgsqlConnection(it.Options.PostgreSql);
            await connection.ExecuteAsync("UPDATE events SET at_ms = at_ms - @ms", new { ms = (long)by.TotalMilliseconds });
        }
    }
}
