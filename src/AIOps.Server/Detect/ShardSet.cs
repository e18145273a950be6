using AIOps.Contracts.Storage;
using AIOps.Detection.Forecasting;
using AIOps.Detection.Logs;
using AIOps.Server.Bus;
using Microsoft.Extensions.Options;

namespace AIOps.Server.Detect;

/// <summary>The detection shards that this process has: ticked and checkpointed while it has them.</summary>
internal sealed partial class ShardSet : BackgroundService
{
    private static readonly TimeSpan TickEvery = TimeSpan.FromSeconds(5);
    private readonly TaskCompletionSource<OwnedShard>[] _owned;
    private readonly Func<int, Fence?, long, OwnedShard> _make;
    private readonly CheckpointFolder _folder;
    private readonly DetectionOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ShardSet> _logger;
    private readonly TimeSpan _patience;

    public ShardSet(ITelemetryHistory history, IOperationalStore store, ProfileSource profiles, IOptions<BusOptions> bus, IOptions<DetectionOptions> options, IOptions<LogAnomalyOptions> logs, SecretMask mask, CheckpointFolder folder, DetectionInstruments instruments, TimeProvider time, ILogger<ShardSet> logger)
    {
        _options = options.Value;
        _time = time;
        _logger = logger;
        _folder = folder;
        _owned = [.. Enumerable.Range(0, bus.Value.ShardCount).Select(_ => Nobody())];

        // in one process every shard comes; among several it may have gone elsewhere, and then its batches must go there
        _patience = bus.Value.IsRabbit ? TimeSpan.FromSeconds(10) : Timeout.InfiniteTimeSpan;
        _make = (number, fence, epoch) =>
        {
            var metrics = new DetectionShard(number, history, store, profiles, _options, instruments, time, fence);
            return new OwnedShard(metrics, new LogShard(number, metrics, store, logs.Value, mask, instruments, time, fence), epoch);
        };
        instruments.ObserveShards(() => Metrics.Sum(shard => shard.SeriesCount), () => Metrics.Sum(shard => shard.LearningCount), () => Metrics.Sum(shard => shard.OpenCount), () => Owned.LongCount(), Count);
        instruments.ObserveCeiling(Ceiling, () => _options.Budget ?? profiles.Default.Budget, () => Metrics.Sum(shard => shard.EntityCount));
        instruments.ObserveForecasts(() => Metrics.Sum(shard => shard.WatchedCount), () => Metrics.Sum(shard => shard.UnwatchedCount), () => Metrics.Sum(shard => shard.WarningCount), Scores);
