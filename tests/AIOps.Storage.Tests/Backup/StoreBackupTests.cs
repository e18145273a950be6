using AIOps.Contracts.Storage;
using AIOps.Storage.Backup;
using AIOps.Storage.Operational;
using AIOps.Storage.Tests.Operational;
using AIOps.TestKit;

namespace AIOps.Storage.Tests.Backup;

[TestFixture(Backend.Sqlite)]
[TestFixture(Backend.PostgreSql)]
public sealed class StoreBackupTests(Backend backend)
{
    private string _folder = null!;

    private string Copy => Path.Combine(_folder, "copy");

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("aiops-backup-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task BackupWhileWritesGoOn_Restored_HoldsTheSameDocumentsAndAWholeAudit()
    {
        await using var it = await StoreUnderTest.OpenAsync(backend);
        await FillAsync(it.Store, 0, 50);
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            for (var i = 50; !stop.IsCancellationRequested; i++)
            {
                await FillAsync(it.Store, i, i + 1);
            }
        });

        var written = await StoreBackup.WriteAsync(it.Options, Copy, CancellationToken.None);
        await stop.CancelAsync();
        await writing.WaitAsync(TimeSpan.FromSeconds(60));
        var place = await EmptyPlaceAsync();
        var restored = await StoreBackup.RestoreAsync(place, Copy, CancellationToken.None);
        await using var opened = await OperationalStore.OpenAsync(place, it.Time, CancellationToken.None);

        var incidents = await opened.QueryAsync(new DocumentQuery(DocumentKind.Incident) { Limit = 500 }, CancellationToken.None);
        var audit = await opened.ReadAuditAsync(0, 100_000, CancellationToken.None);
        var before = await it.Store.ReadAuditAsync(0, audit.Count, CancellationToken.None);
        Assert.Multiple(async () =>
        {
            Assert.That(restored, Is.EqualTo(written));
            Assert.That(written, Has.Property(nameof(StoreContents.Incidents)).AtLeast(50).And.Property(nameof(StoreContents.BrokenAuditEntry)).Null.And.Property(nameof(StoreContents.Schema)).EqualTo(StoreBackup.NewestSchema(place)));
            Assert.That(audit, Has.Count.EqualTo(written.AuditEntries));
            Assert.That(audit, Is.EqualTo(before), "the same entries with the same hashes");
            Assert.That(AuditChain.FirstBroken(audit, null), Is.Null);
            Assert.That((await opened.ReadStreamAsync("a", 0, 100_000, CancellationToken.None)).Count, Is.EqualTo((await opened.ReadStreamAsync("b", 0, 100_000, CancellationToken.None)).Count), "a commit is in it or not");
            foreach (var incident in incidents)
            {
                Assert.That(incident, Is.EqualTo(await it.Store.FindAsync(DocumentKind.Incident, incident.Id, CancellationToken.None)));
            }
        });
        Assert.That(await opened.NextNumberAsync("incident", CancellationToken.None), Is.EqualTo(written.Incidents + 1).Or.EqualTo(written.Incidents + 2), "numbers go on; one may have been taken whose incident was not stored yet");
    }

    [Test]
    public async Task RestoredStore_GoesOnWritingItsAudit()
    {
        await using var it = await StoreUnderTest.OpenAsync(backend);
        await FillAsync(it.Store, 0, 3);
        await StoreBackup.WriteAsync(it.Options, Copy, CancellationToken.None);
        var place = await EmptyPlaceAsync();
        await StoreBackup.RestoreAsync(place, Copy, CancellationToken.None);
        await using var opened = await OperationalStore.OpenAsync(place, it.Time, CancellationToken.None);
        await FillAsync(opened, 3, 5);

        Assert.That(AuditChain.FirstBroken(await opened.ReadAuditAsync(0, 100, CancellationToken.None), null), Is.Null);
        Assert.That((await opened.ReadEventsAsync(0, 100, CancellationToken.None)).Select(one => one.Id).ToList(), Is.Unique.And.Count.EqualTo(10));
    }

    [Test]
    public async Task WhatIsThereAlready_IsNotOverwritten()
    {
        await using var it = await StoreUnderTest.OpenAsync(backend);
        await FillAsync(it.Store, 0, 1);
        await StoreBackup.WriteAsync(it.Options, Copy, CancellationToken.None);

        Assert.Multiple(() =>
        {
            Assert.That(() => StoreBackup.WriteAsync(it.Options, Copy, CancellationToken.None), Throws.InstanceOf<BackupException>().With.Message.Contains("exists already"));
            Assert.That(() => StoreBackup.RestoreAsync(it.Options, Copy, CancellationToken.None), Throws.InstanceOf<BackupException>().With.Message.Contains("stop the service"));
        });
    }

    [Test]
    public async Task CutOffCopy_IsDamaged_AndLeavesThePlaceEmpty()
    {
        await using var it = await StoreUnderTest.OpenAsync(backend);
        await FillAsync(it.Store, 0, 200);
        await StoreBackup.WriteAsync(it.Options, Copy, CancellationToken.None);
        using (var copy = new FileStream(Copy, FileMode.Open))
        {
            copy.SetLength(copy.Length / 2);
        }

        var place = await EmptyPlaceAsync();
        Assert.Multiple(() =>
        {
            Assert.That(() => StoreBackup.CheckAsync(place, Copy, CancellationToken.None), Throws.InstanceOf<BackupException>());
            Assert.That(() => StoreBackup.RestoreAsync(place, Copy, CancellationToken.None), Throws.InstanceOf<BackupException>());
            Assert.That(() => StoreBackup.RequireEmptyAsync(place, CancellationToken.None), Throws.Nothing);
        });
    }

    [Test]
    public async Task PlaceWithoutAStore_HasNothingToBackUp()
    {
        var place = await EmptyPlaceAsync();
        Assert.That(() => StoreBackup.WriteAsync(place, Copy, CancellationToken.None), Throws.InstanceOf<BackupException>().With.Message.Contains("name the service's"));
        Assert.That(Directory.GetFileSystemEntries(_folder, "*.db"), Is.Empty, "a backup makes no store");
    }

    private static async Task FillAsync(OperationalStore store, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            await store.NextNumberAsync("incident", CancellationToken.None);
            var outcome = await store.CommitAsync(
                new StoreCommit
                {
                    Documents = [new(DocumentKind.Incident, $"INC-{i}", 0, "open", "k", i, $"{{\"n\":{i}}}")],
                    Events = [new("a", "T", "{}"), new("b", "T", "{}")],
                    Audit = [new AuditEntry("ann", "did", $"INC-{i}", "was")],
                },
                CancellationToken.None);
            Assert.That(outcome, Is.EqualTo(CommitOutcome.Committed));
        }
    }

    private async Task<StorageOptions> EmptyPlaceAsync() => new()
    {
        DataFolder = Path.Combine(_folder, "place"),
        PostgreSql = backend == Backend.PostgreSql ? await TestDatabase.CreateAsync() : "",
    };
}
