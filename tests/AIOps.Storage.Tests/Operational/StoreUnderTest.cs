using AIOps.Contracts.Storage;
using AIOps.Storage.Operational;
using AIOps.TestKit;
using Dapper;
using Npgsql;

namespace AIOps.Storage.Tests.Operational;

/// <summary>A store of its own for one test: a folder, or a database on a real server.</summary>
internal sealed class StoreUnderTest : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aiops-store-").FullName;

    private StoreUnderTest(Backend backend)
    {
        Backend = backend;
        Options = new StorageOptions { DataFolder = _folder };
    }

    public Backend Backend { get; }

    public ManualTime Time { get; } = new();

    public StorageOptions Options { get; }

    public string File => Path.Combine(_folder, "aiops.db");

    public OperationalStore Store { get; private set; } = null!;

    public static async Task<StoreUnderTest> OpenAsync(Backend backend)
    {
        var opened = new StoreUnderTest(backend);
        if (backend == Backend.PostgreSql)
        {
            opened.Options.PostgreSql = await TestDatabase.CreateAsync();
        }

        opened.Store = await OperationalStore.OpenAsync(opened.Options, opened.Time, CancellationToken.None);
        return opened;
    }

    public async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Store = await OperationalStore.OpenAsync(Options, Time, CancellationToken.None);
    }

    public Task<OperationalStore> OpenSecondAsync() => OperationalStore.OpenAsync(Options, Time, CancellationToken.None);

    /// <summary>Lets every lease of at most this term run out: SQLite has the test's clock, PostgreSQL its own.</summary>
    public async Task LapseAsync(TimeSpan term)
    {
        Time.Advance(term);
        if (Backend == Backend.PostgreSql)
        {
            await using var connection = new NpgsqlConnection(Options.PostgreSql);
            await connection.ExecuteAsync("UPDATE leases SET expires_at_ms = expires_at_ms - @ms", new { ms = (long)term.TotalMilliseconds });
        }
    }

    public async Task<CommitOutcome> WriteAsync(params DocumentWrite[] writes) => await Store.CommitAsync(new StoreCommit { Documents = writes }, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        if (Backend == Backend.PostgreSql)
        {
            // each test has a pool of its own, and the server only so many connections
            await using var connection = new NpgsqlConnection(Options.PostgreSql);
            NpgsqlConnection.ClearPool(connection);
        }

        Directory.Delete(_folder, recursive: true);
    }
}
