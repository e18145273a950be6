using AIOps.Contracts.Catalogue;
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

    public ShardSet(ITelemetryHistory history, IOperationalStore store, ProfileSource profiles, IOptions<BusOptions> bus, IOptions<DetectionOptions> options, IOptions<LogAnomalyOptions> logs, SecretMask mask, IServiceCatalogue catalogue, CheckpointFolder folder, DetectionInstruments instruments, TimeProvider time, ILogger<ShardSet> logger)
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
            var metrics = new DetectionShard(number, history, store, profiles, _options, instruments, time, catalogue, fence);
            return new OwnedShard(metrics, new LogShard(number, metrics, store, logs.Value, mask, instruments, time, fence), epoch);
        };
        instruments.ObserveShards(() => Metrics.Sum(shard => shard.SeriesCount), () => Metrics.Sum(shard => shard.LearningCount), () => Metrics.Sum(shard => shard.OpenCount), () => Owned.LongCount(), Count);
        instruments.ObserveCeiling(Ceiling, () => _options.Budget ?? profiles.Default.Budget, () => Metrics.Sum(shard => shard.EntityCount));
        instruments.ObserveForecasts(() => Metrics.Sum(shard => shard.WatchedCount), () => Metrics.Sum(shard => shard.UnwatchedCount), () => Metrics.Sum(shard => shard.WarningCount), Scores);
    }

    /// <summary>Number of virtual shards of the installation.</summary>
    public int Count => _owned.Length;

    /// <summary>The logs of the shards that this process has.</summary>
    public IReadOnlyList<LogShard> Logs => [.. Owned.Select(shard => shard.Logs)];

    /// <summary>The logs of a workload; null when another process has them.</summary>
    public LogShard? LogsOf(string workload) => _owned[Sharding.ShardOf(workload, Count)].Task is { IsCompletedSuccessfully: true } owned ? owned.Result.Logs : null;

    /// <summary>The series of a workload; null when another process has them.</summary>
    public DetectionShard? MetricsOf(string workload) => _owned[Sharding.ShardOf(workload, Count)].Task is { IsCompletedSuccessfully: true } owned ? owned.Result.Metrics : null;

    private IEnumerable<OwnedShard> Owned => _owned.Select(one => one.Task).Where(one => one.IsCompletedSuccessfully).Select(one => one.Result);

    private IEnumerable<DetectionShard> Metrics => Owned.Select(shard => shard.Metrics);

    /// <exception cref="ShardLostException">Another process has the shard.</exception>
    public async Task ConsumeMetricsAsync(int shard, byte[] body, CancellationToken cancellationToken) => await (await FindAsync(shard, cancellationToken)).Metrics.ConsumeAsync(body, cancellationToken);

    /// <exception cref="ShardLostException">Another process has the shard.</exception>
    public async Task ConsumeLogsAsync(int shard, byte[] body, CancellationToken cancellationToken) => await (await FindAsync(shard, cancellationToken)).Logs.ConsumeAsync(body, cancellationToken);

    /// <summary>Takes a shard over: the newest checkpoint, and what the history got since.</summary>
    /// <param name="shard">Its number.</param>
    /// <param name="epoch">How often it changed its owner.</param>
    /// <param name="fence">What every commit of it must carry; null when nobody else can have it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task TakeAsync(int shard, long epoch, Fence? fence, CancellationToken cancellationToken)
    {
        var owned = _make(shard, fence, epoch);
        await owned.Metrics.RestoreAsync(_folder.ReadMetrics(shard), _time.GetUtcNow() - TimeSpan.FromHours(6), cancellationToken);
        _folder.ReadLogs(shard, owned.Logs.Restore);
        _owned[shard].TrySetResult(owned);
    }

    /// <summary>Gives a shard up; its state is written first unless it was lost already.</summary>
    public async Task GiveAsync(int shard, bool lost, CancellationToken cancellationToken)
    {
        if (_owned[shard].Task is not { IsCompletedSuccessfully: true } owned)
        {
            return;
        }

        _owned[shard] = Nobody();
        if (!lost)
        {
            await CheckpointAsync(owned.Result, cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var due = _time.GetUtcNow() + _options.CheckpointEvery;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(TickEvery, _time, stoppingToken);
                foreach (var shard in Owned)
                {
                    await shard.Metrics.TickAsync(stoppingToken);
                    await shard.Logs.TickAsync(stoppingToken);
                }

                if (_time.GetUtcNow() >= due)
                {
                    var began = _time.GetTimestamp();
                    await CheckpointAllAsync(stoppingToken);
                    // never more than a twentieth of the time goes into checkpoints
                    due = _time.GetUtcNow() + TimeSpan.FromTicks(Math.Max(_options.CheckpointEvery.Ticks, _time.GetElapsedTime(began).Ticks * 20));
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception failure) when (failure is StoreUnavailableException or ShardLostException or IOException or UnauthorizedAccessException)
            {
                Log.TickFailed(_logger, failure.Message);
            }
        }

        await CheckpointAllAsync(CancellationToken.None);
    }

    private static TaskCompletionSource<OwnedShard> Nobody() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The ceiling over the shards of this process; the margin is the largest.</summary>
    private (double Openings, double SeriesDays, double Margin) Ceiling()
    {
        double openings = 0, days = 0, margin = 0;
        foreach (var shard in Metrics)
        {
            var ceiling = shard.Ceiling;
            openings += ceiling.Openings;
            days += ceiling.SeriesDays;
            margin = Math.Max(margin, ceiling.Margin);
        }

        return (openings, days, margin);
    }

    /// <summary>How well the forecasts of the shards of this process did.</summary>
    private ForecastScores Scores()
    {
        var all = new ForecastScores();
        foreach (var shard in Metrics)
        {
            all.Add(shard.Scores);
        }

        return all;
    }

    private async Task<OwnedShard> FindAsync(int shard, CancellationToken cancellationToken)
    {
        try
        {
            return await _owned[shard].Task.WaitAsync(_patience, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new ShardLostException(shard);
        }
    }

    private async Task CheckpointAllAsync(CancellationToken cancellationToken)
    {
        foreach (var shard in Owned)
        {
            await CheckpointAsync(shard, cancellationToken);
        }
    }

    private async Task CheckpointAsync(OwnedShard shard, CancellationToken cancellationToken)
    {
        var checkpoint = await shard.Metrics.CheckpointAsync(cancellationToken);
        _folder.WriteMetrics(shard.Metrics.Number, shard.Epoch, checkpoint.Write);
        using var learnt = new MemoryStream();
        await shard.Logs.AskAsync(
            detector =>
            {
                detector.Checkpoint(learnt);
                return true;
            },
            cancellationToken);
        _folder.WriteLogs(shard.Logs.Number, shard.Epoch, learnt.WriteTo);
    }

    private static partial class Log
    {
        [LoggerMessage(153, LogLevel.Error, "Detection could not tell what it found ({Reason}); it tries again.")]
        public static partial void TickFailed(ILogger logger, string reason);
    }
}
