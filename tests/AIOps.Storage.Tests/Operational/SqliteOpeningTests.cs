using AIOps.Contracts.Storage;
using AIOps.Storage.Operational;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIOps.Storage.Tests.Operational;

public sealed class SqliteOpeningTests
{
    [Test]
    public async Task DatabaseOfANewerVersion_IsRefusedWithWhatToDo()
    {
        await using var it = await StoreUnderTest.OpenAsync(Backend.Sqlite);
        await it.Store.DisposeAsync();
        using (var connection = new SqliteConnection($"Data Source={it.File};Pooling=false"))
        {
            await connection.ExecuteAsync("INSERT INTO schema_version VALUES (99, 'future', 0)");
        }

        Assert.That(async () => await it.OpenSecondAsync(), Throws.InstanceOf<StoreUnavailableException>().With.Message.Contains("version 99").And.Message.Contains(it.File));
    }

    [Test]
    public async Task FileThatIsNoDatabase_IsRefusedWithItsPlace()
    {
        await using var it = await StoreUnderTest.OpenAsync(Backend.Sqlite);
        await it.Store.DisposeAsync();
        File.Delete(it.File + "-wal");
        await File.WriteAllTextAsync(it.File, new string('x', 8192));

        Assert.That(async () => await it.OpenSecondAsync(), Throws.InstanceOf<StoreUnavailableException>().With.Message.Contains("no database").And.Message.Contains(it.File));
    }

    [Test]
    public void DataFolderInsideAFile_IsRefusedWithItsPlace()
    {
        var file = Path.GetTempFileName();
        try
        {
            var options = new StorageOptions { DataFolder = Path.Combine(file, "data") };
            Assert.That(async () => await OperationalStore.OpenAsync(options, TimeProvider.System, CancellationToken.None), Throws.InstanceOf<StoreUnavailableException>().With.Message.Contains(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Test]
    public void WrongSettings_AreAllToldAtOnce()
    {
        var options = new StorageOptions { Timeout = TimeSpan.Zero, KeepEvents = TimeSpan.Zero, PostgreSql = "Nonsense=1" };
        Assert.That(options.Check("Storage").Select(mistake => mistake.Key), Is.EqualTo(new[] { "Storage:DataFolder", "Storage:Timeout", "Storage:KeepEvents", "Storage:PostgreSql" }));
    }
}
