using AIOps.Contracts.Storage;

namespace AIOps.Storage.Tests.Operational;

public sealed class BackupTests
{
    [Test]
    public async Task Backup_UnderLoad_IsAWholeDatabaseThatOpens()
    {
        await using var it = await StoreUnderTest.OpenAsync(Backend.Sqlite);
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
            {
                await it.Store.CommitAsync(new StoreCommit { Events = [new("a", "T", "{}"), new("b", "T", "{}")] }, CancellationToken.None);
            }
        });
        await it.Store.CommitAsync(new StoreCommit { Events = [new("first", "T", "{}")] }, CancellationToken.None);
        await using var other = await StoreUnderTest.OpenAsync(Backend.Sqlite);
        await other.Store.DisposeAsync();
        foreach (var file in Directory.GetFiles(other.Options.DataFolder))
        {
            File.Delete(file);
        }

        await it.Store.BackupAsync(other.File, CancellationToken.None);
        await writing.WaitAsync(TimeSpan.FromSeconds(60));
        await other.ReopenAsync();

        Assert.That(await other.Store.ReadStreamAsync("first", 0, 10, CancellationToken.None), Has.Count.EqualTo(1));
        Assert.That((await other.Store.ReadStreamAsync("a", 0, 1000, CancellationToken.None)).Count, Is.EqualTo((await other.Store.ReadStreamAsync("b", 0, 1000, CancellationToken.None)).Count));
        Assert.That(async () => await it.Store.BackupAsync(other.File, CancellationToken.None), Throws.InstanceOf<IOException>().With.Message.Contains(other.File));
    }
}
