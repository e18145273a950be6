using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;
using AIOps.Storage.History;
using AIOps.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace AIOps.Storage.Tests.History;

/// <summary>A history in a folder of its own.</summary>
internal sealed class HistoryUnderTest : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("aiops-history-").FullName;

    public HistoryUnderTest(Action<HistoryOptions>? configure = null)
    {
        Options = new HistoryOptions { Folder = Path.Combine(_root, "history"), MaintainEvery = TimeSpan.Zero };
        configure?.Invoke(Options);
        History = Open();
    }

    public HistoryOptions Options { get; }

    public ManualTime Time { get; } = new();

    public TelemetryHistory History { get; private set; }

    public long NowMs => Time.GetUtcNow().ToUnixTimeMilliseconds();

    public static SeriesKey Series(int number, SeriesKind kind = SeriesKind.Gauge) =>
        new(new EntityId($"service:shop/s{number / 10}", $"m{number % 10}"), "queue.length", [new("n", number.ToString())], "1", kind);

    /// <summary>The history as a second process would open it.</summary>
    public TelemetryHistory Open() => new(Options, Time, NullLogger<TelemetryHistory>.Instance);

    public async Task ReopenAsync()
    {
        await History.DisposeAsync();
        History = Open();
    }

    public Task AppendAsync(SeriesKey key, long time, double value, int shard = 0)
    {
        var batch = new MetricBatch(1);
        batch.Add(key, time, value);
        return History.AppendAsync(shard, batch, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
    }

    public async Task<SeriesWindow?> ReadAsync(SeriesKey key, long from = long.MinValue, long to = long.MaxValue) =>
        (await History.ReadAsync([key], At(from), At(to), CancellationToken.None)).SingleOrDefault();

    public async Task<List<MetricBatch>> ReplayAsync(int shard, long from = 0)
    {
        var batches = new List<MetricBatch>();
        await foreach (var batch in History.ReplayAsync(shard, At(from), CancellationToken.None))
        {
            batches.Add(batch);
        }

        return batches;
    }

    public string[] Files(string kind) => Directory.Exists(Options.Folder) ? [.. Directory.GetFiles(Options.Folder, "*" + kind, SearchOption.AllDirectories).Order(StringComparer.Ordinal)] : [];

    public async ValueTask DisposeAsync()
    {
        await History.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    private static DateTimeOffset At(long ms) => ms == long.MinValue ? DateTimeOffset.MinValue : ms == long.MaxValue ? DateTimeOffset.MaxValue : DateTimeOffset.FromUnixTimeMilliseconds(ms);
}
