using AIOps.Contracts.Catalogue;
using AIOps.Contracts.Events;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Server.Detect;
using AIOps.Server.Tests.Web;
using AIOps.Storage;
using AIOps.Storage.Operational;
using AIOps.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AIOps.Server.Tests.Detect;

/// <summary>What a shard needs: a real store, a clock that goes by hand, and a history that keeps nothing.</summary>
internal sealed class ShardBench : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly OperationalStore _store;
    private readonly DetectionInstruments _instruments = new();

    private ShardBench(DirectoryInfo folder, OperationalStore store, ManualTime time) => (_folder, _store, Time) = (folder, store, time);

    public ManualTime Time { get; }

    public static async Task<ShardBench> OpenAsync(DateTimeOffset? start = null)
    {
        var folder = Directory.CreateTempSubdirectory("aiops-test-");
        var store = await OperationalStore.OpenAsync(new StorageOptions { DataFolder = folder.FullName }, TimeProvider.System, CancellationToken.None);
        return new ShardBench(folder, store, start is { } at ? new ManualTime(at) : new ManualTime());
    }

    public DetectionShard Shard(DetectionOptions options, IServiceCatalogue? catalogue = null) =>
        new(0, new FakeHistory(), _store, new ProfileSource(Options.Create(options), NullLogger<ProfileSource>.Instance), options, _instruments, Time, catalogue);

    /// <summary>Another shard, from the checkpoint of the first as it is written and read.</summary>
    public async Task<DetectionShard> TakeOverAsync(DetectionShard from, DetectionOptions options)
    {
        using var bytes = new MemoryStream();
        (await from.CheckpointAsync(CancellationToken.None)).Write(bytes);
        bytes.Position = 0;
        var next = Shard(options);
        await next.RestoreAsync(ShardCheckpoint.Read(bytes), DateTimeOffset.UnixEpoch, CancellationToken.None);
        return next;
    }

    /// <summary>Everything that was told, in order.</summary>
    public async Task<List<(string Type, Anomaly Anomaly)>> ToldAsync() =>
        [.. (await _store.ReadEventsAsync(0, 1000, CancellationToken.None)).Select(one => (one.Type, AIOpsJson.Read<Anomaly>(one.Payload)))];

    public async ValueTask DisposeAsync()
    {
        _instruments.Dispose();
        await _store.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
