using System.Data.Common;
using AIOps.Contracts.Storage;
using AIOps.Storage.Databases;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace AIOps.Storage.Tests.Operational;

[TestFixture(Backend.Sqlite)]
[TestFixture(Backend.PostgreSql)]
public sealed class UpgradeTests(Backend backend)
{
    [Test]
    public async Task DatabaseOfVersion1_IsBroughtToTheNewest_AndKeepsWhatItHolds()
    {
        await using var it = await StoreUnderTest.OpenAsync(backend);
        await it.Store.DisposeAsync();
        var newest = await MakeVersion1Async(it);

        await it.ReopenAsync();

        Assert.Multiple(async () =>
        {
            Assert.That((await it.Store.FindAsync(DocumentKind.Incident, "INC-1", CancellationToken.None))!.Body, Is.EqualTo("{\"old\":1}"));
            Assert.That((await it.Store.ReadEventsAsync(0, 10, CancellationToken.None)).Single().Payload, Is.EqualTo("{}"));
            Assert.That(await it.WriteAsync(new DocumentWrite(DocumentKind.Statistic, "x", 0, "", "", 0, "{}")), Is.EqualTo(CommitOutcome.Committed));
            await using var connection = Connect(it);
            Assert.That(await connection.QueryAsync<long>("SELECT version FROM schema_version ORDER BY version"), Is.EqualTo(Enumerable.Range(1, newest)));
        });
        if (backend == Backend.Sqlite)
        {
            using var before = new SqliteConnection($"Data Source={Path.ChangeExtension(it.File, ".v1.db")};Pooling=false");
            Assert.That(await before.ExecuteScalarAsync<string>("SELECT body FROM doc_incident"), Is.EqualTo("{\"old\":1}"));
        }
    }

    [Test]
    public async Task TwoProcessesThatOpenAnEmptyDatabaseAtOnce_BothSucceed()
    {
        await using var it = await StoreUnderTest.OpenAsync(backend);
        await it.Store.DisposeAsync();
        await EmptyAsync(it);

        var stores = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => it.OpenSecondAsync())));
        foreach (var store in stores)
        {
            Assert.That(await store.NextNumberAsync("n", CancellationToken.None), Is.Positive);
            await store.DisposeAsync();
        }
    }

    private static async Task<int> MakeVersion1Async(StoreUnderTest it)
    {
        await EmptyAsync(it);
        var scripts = SchemaUpgrade.Scripts(it.Backend == Backend.Sqlite ? "sqlite" : "postgres");
        await using var connection = Connect(it);
        await connection.ExecuteAsync("CREATE TABLE schema_version (version bigint NOT NULL PRIMARY KEY, script text NOT NULL, at_ms bigint NOT NULL)");
        await connection.ExecuteAsync(scripts[1].Sql);
        await connection.ExecuteAsync("INSERT INTO schema_version VALUES (1, 'first', 0)");
        await connection.ExecuteAsync("INSERT INTO doc_incident VALUES ('INC-1', 4, 'open', 'k', 5, '{\"old\":1}')");
        await connection.ExecuteAsync("INSERT INTO events (at_ms, stream, type, payload) VALUES (1, 's', 'T', '{}')");
        return scripts.Count;
    }

    private static async Task EmptyAsync(StoreUnderTest it)
    {
        if (it.Backend == Backend.PostgreSql)
        {
            await using var connection = Connect(it);
            await connection.ExecuteAsync("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
        }
        else
        {
            foreach (var file in Directory.GetFiles(it.Options.DataFolder))
            {
                File.Delete(file);
            }
        }
    }

    private static DbConnection Connect(StoreUnderTest it) => it.Backend == Backend.Sqlite
        ? new SqliteConnection($"Data Source={it.File};Pooling=false")
        : new NpgsqlConnection(it.Options.PostgreSql + ";Pooling=false");
}
