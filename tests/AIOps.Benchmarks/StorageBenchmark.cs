using System.Diagnostics;
using AIOps.Contracts.Storage;
using AIOps.Storage;
using AIOps.Storage.Operational;

namespace AIOps.Benchmarks;

/// <summary>Commits and events per second of the operational store, with 1 and 32 callers at a time.</summary>
internal static class StorageBenchmark
{
    public static async Task RunAsync(string postgres)
    {
        var folder = Directory.CreateTempSubdirectory("aiops-bench-").FullName;
        Console.WriteLine("| store | callers | commits/s (document, event, audit entry, cursor) | events/s (100 a commit) |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var (name, options) in new[] { ("SQLite", new StorageOptions { DataFolder = folder }), ("PostgreSQL 15", new StorageOptions { DataFolder = folder, PostgreSql = postgres }) })
        {
            if (name != "SQLite" && postgres.Length == 0)
            {
                continue;
            }

            await using var store = await OperationalStore.OpenAsync(options, TimeProvider.System, CancellationToken.None);
            foreach (var callers in new[] { 1, 32 })
            {
                var commits = await RateAsync(callers, (caller, n) => store.CommitAsync(
                    new StoreCommit
                    {
                        Documents = [new(DocumentKind.Run, $"{callers}-{caller}", n, "running", "service:shop/orders", n, new string('x', 500))],
                        Events = [new("run/" + caller, "RunChanged", new string('x', 300))],
                        Audit = [new("aiops", "run.step", "R-1", "{\"step\":1}")],
                        Cursor = new($"{callers}-{caller}", n, n + 1),
                    },
                    CancellationToken.None));
                NewEvent[] hundred = [.. Enumerable.Repeat(new NewEvent("anomaly/1", "AnomalyRaised", new string('x', 300)), 100)];
                var events = 100 * await RateAsync(callers, (_, _) => store.CommitAsync(new StoreCommit { Events = hundred }, CancellationToken.None));
                Console.WriteLine($"| {name} | {callers} | {commits:N0} | {events:N0} |");
            }
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task<double> RateAsync(int callers, Func<int, int, Task> work)
    {
        var watch = Stopwatch.StartNew();
        var done = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var n = 0;
            for (; watch.Elapsed < TimeSpan.FromSeconds(4); n++)
            {
                await work(caller, n);
            }

            return n;
        })));
        return done.Sum() / watch.Elapsed.TotalSeconds;
    }
}
