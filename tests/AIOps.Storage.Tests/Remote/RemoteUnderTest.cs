using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;
using AIOps.Storage.History;
using AIOps.Storage.Operational;
using AIOps.Storage.Remote;
using AIOps.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace AIOps.Storage.Tests.Remote;

/// <summary>A history, a store and a sender that can be stopped and started again; what was appended is remembered.</summary>
internal sealed class RemoteUnderTest : IAsyncDisposable
{
    private const string Lease = "remote-write";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly string _folder;
    private readonly OperationalStore _store;
    private CancellationTokenSource? _stop;
    private Task _sending = Task.CompletedTask;

    private RemoteUnderTest(RemoteStoreOptions options, OperationalStore store, string folder)
    {
        (Options, _store, _folder) = (options, store, folder);
        HistoryOptions = new HistoryOptions { Folder = Path.Combine(folder, "history"), MaintainEvery = TimeSpan.Zero };
        History = new TelemetryHistory(HistoryOptions, TimeProvider.System, NullLogger<TelemetryHistory>.Instance);
    }

    public RemoteStoreOptions Options { get; }

    public HistoryOptions HistoryOptions { get; }

    public TelemetryHistory History { get; }

    public RemoteWriter Writer { get; private set; } = null!;

    /// <summary>What was confirmed, by the series' id in hexadecimal digits.</summary>
    public Dictionary<string, SortedDictionary<long, double>> Appended { get; } = new(StringComparer.Ordinal);

    public static long NowMs => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    public static async Task<RemoteUnderTest> OpenAsync(string writeUrl, Action<RemoteStoreOptions>? configure = null)
    {
        var options = new RemoteStoreOptions { WriteUrl = writeUrl, SendEvery = TimeSpan.FromMilliseconds(100), MaxPause = TimeSpan.FromMilliseconds(500), BatchSamples = 500 };
        configure?.Invoke(options);
        var folder = Directory.CreateTempSubdirectory("aiops-remote-").FullName;
        return new RemoteUnderTest(options, await OperationalStore.OpenAsync(new StorageOptions { DataFolder = folder, PostgreSql = await TestDatabase.ChooseAsync() }, TimeProvider.System, CancellationToken.None), folder);
    }

    public static SeriesKey Series(int number) => new(new EntityId($"service:shop/s{number / 4}", $"m{number % 4}"), "http.queue.length", [new("http.route", $"/{number}")], "1", SeriesKind.Gauge);

    public async Task StartAsync()
    {
        var lease = await _store.TryAcquireLeaseAsync(Lease, "test", TimeSpan.FromMinutes(5), CancellationToken.None);
        Writer = new RemoteWriter(Options, History, _store, TimeProvider.System, NullLogger<RemoteWriter>.Instance);
        _stop = new CancellationTokenSource();
        _sending = Writer.RunAsync(new Fence(Lease, lease!.Token), _stop.Token);
    }

    public async Task StopAsync()
    {
        if (_stop is not null)
        {
            await _stop.CancelAsync();
            Assert.That(async () => await _sending.WaitAsync(Limit), Throws.InstanceOf<OperationCanceledException>());
            _stop.Dispose();
            _stop = null;
            Writer.Dispose();
        }
    }

    /// <summary>Appends a sample of each of some series to the shard of its workload.</summary>
    public async Task AppendAsync(int series, long atMs, int first = 0)
    {
        for (var shard = 0; shard < 2; shard++)
        {
            var batch = new MetricBatch();
            for (var i = first; i < first + series; i++)
            {
                if (i % 2 == shard)
                {
                    var key = Series(i);
                    batch.Add(key, atMs, i + (atMs % 1000));
                    (Appended.TryGetValue($"{key.Id:x16}", out var samples) ? samples : Appended[$"{key.Id:x16}"] = [])[atMs] = i + (atMs % 1000);
                }
            }

            if (batch.Count > 0)
            {
                await History.AppendAsync(shard, batch, CancellationToken.None);
            }
        }
    }

    public static async Task UntilAsync(string what, Func<Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!await holds())
        {
            if (limit.IsCancellationRequested)
            {
                Assert.Fail($"it never held that {what}");
            }

            await Task.Delay(50, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await History.DisposeAsync();
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
