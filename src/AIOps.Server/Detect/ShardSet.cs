using AIOps.Contracts.Storage;
using AIOps.Detection.Logs;
using AIOps.Server.Bus;
using AIOps.Server.Configuration;
using Microsoft.Extensions.Options;

namespace AIOps.Server.Detect;

/// <summary>The detection shards of this process: restored at the start, ticked and checkpointed while it runs.</summary>
internal sealed partial class ShardSet : BackgroundService
{
    private static readonly TimeSpan TickEvery = TimeSpan.FromSeconds(5);
    private readonly DetectionShard[] _shards;
    private readonly LogShard[] _logs;
    private readonly string _folder;
    private readonly DetectionOptions _options;
    private readonly DetectionInstruments _instruments;
    private readonly TimeProvider _time;
    private readonly ILogger<ShardSet> _logger;
    private readonly TaskCompletionSource _restored = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ShardSet(ITelemetryHistory history, IOperationalStore store, ProfileSource profiles, IOptions<BusOptions> bus, IOptions<DetectionOptions> options, IOptions<LogAnomalyOptions> logs, SecretMask mask, DataFolder data, DetectionInstruments instruments, TimeProvider time, ILogger<ShardSet> logger)
    {
        _options = options.Value;
        _instruments = instruments;
        _time = time;
        _logger = logger;
        _folder = Path.Combine(data.Path, "checkpoints");
        _shards = [.. Enumerable.Range(0, bus.Value.ShardCount).Select(number => new DetectionShard(number, history, store, profiles, _options, instruments, time))];
        _logs = [.. _shards.Select(shard => new LogShard(shard.Number, shard, store, logs.Value, mask, instruments, time))];
        instruments.ObserveShards(() => _shards.Sum(shard => shard.SeriesCount), () => _shards.Sum(shard => shard.LearningCount), () => _shards.Sum(shard => shard.OpenCount));
    }

    /// <summary>True when every shard has taken over its state.</summary>
    public bool Restored => _restored.Task.IsCompletedSuccessfully;

    public long SeriesCount => _shards.Sum(shard => shard.SeriesCount);

    public long LearningCount => _shards.Sum(shard => shard.LearningCount);

    public DetectionShard ShardOf(string workload) => _shards[Sharding.ShardOf(workload, _shards.Length)];

    public IReadOnlyList<LogShard> Logs => _logs;

    public LogShard LogsOf(string workload) => _logs[Sharding.ShardOf(workload, _logs.Length)];

    public async Task ConsumeMetricsAsync(int shard, byte[] body, CancellationToken cancellationToken)
    {
        await _restored.Task.WaitAsync(cancellationToken);
        await _shards[shard].ConsumeAsync(body, cancellationToken);
    }

    public async Task ConsumeLogsAsync(int shard, byte[] body, CancellationToken cancellationToken)
    {
        await _restored.Task.WaitAsync(cancellationToken);
        await _logs[shard].ConsumeAsync(body, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Directory.CreateDirectory(_folder);
        foreach (var shard in _shards)
        {
            await RestoreAsync(shard, stoppingToken);
        }

        foreach (var shard in _logs)
        {
            Restore(shard);
        }

        _restored.SetResult();
        var due = _time.GetUtcNow() + _options.CheckpointEvery;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(TickEvery, _time, stoppingToken);
                foreach (var shard in _shards)
                {
                    await shard.TickAsync(stoppingToken);
                }

                foreach (var shard in _logs)
                {
                    await shard.TickAsync(stoppingToken);
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
            catch (Exception failure) when (failure is StoreUnavailableException or IOException or UnauthorizedAccessException)
            {
                Log.TickFailed(_logger, failure.Message);
            }
        }

        await CheckpointAllAsync(CancellationToken.None);
    }

    private string FileOf(DetectionShard shard) => Path.Combine(_folder, $"shard-{shard.Number}.bin");

    private string FileOf(LogShard shard) => Path.Combine(_folder, $"logs-{shard.Number}.bin");

    private async Task RestoreAsync(DetectionShard shard, CancellationToken cancellationToken)
    {
        ShardCheckpoint? checkpoint = null;
        try
        {
            if (File.Exists(FileOf(shard)))
            {
                await using var file = new BufferedStream(File.OpenRead(FileOf(shard)), 1 << 16);
                checkpoint = ShardCheckpoint.Read(file);
                if (checkpoint is null)
                {
                    Log.Damaged(_logger, FileOf(shard));
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Log.NotRead(_logger, FileOf(shard), failure.Message);
        }

        await shard.RestoreAsync(checkpoint, _time.GetUtcNow() - TimeSpan.FromHours(6), cancellationToken);
    }

    private void Restore(LogShard shard)
    {
        try
        {
            if (File.Exists(FileOf(shard)))
            {
                using var file = new BufferedStream(File.OpenRead(FileOf(shard)), 1 << 16);
                shard.Restore(file);
            }
        }
        catch (InvalidDataException)
        {
            Log.Damaged(_logger, FileOf(shard));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Log.NotRead(_logger, FileOf(shard), failure.Message);
        }
    }

    private async Task CheckpointAllAsync(CancellationToken cancellationToken)
    {
        foreach (var shard in _shards)
        {
            var checkpoint = await shard.CheckpointAsync(cancellationToken);
            Write(FileOf(shard), checkpoint.Write);
        }

        foreach (var shard in _logs)
        {
            using var learnt = new MemoryStream();
            await shard.AskAsync(
                detector =>
                {
                    detector.Checkpoint(learnt);
                    return true;
                },
                cancellationToken);
            Write(FileOf(shard), file => learnt.WriteTo(file));
        }
    }

    private void Write(string name, Action<Stream> content)
    {
        try
        {
            var part = name + ".part";
            using (var file = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
            {
                content(file);
                file.Flush(flushToDisk: true);
            }

            File.Move(part, name, overwrite: true);
            _instruments.OnCheckpoint();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Log.NotWritten(_logger, name, failure.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(150, LogLevel.Warning, "Checkpoint {File} is damaged or of another version; the shard learns from the history.")]
        public static partial void Damaged(ILogger logger, string file);

        [LoggerMessage(151, LogLevel.Warning, "Checkpoint {File} cannot be read ({Reason}); the shard learns from the history.")]
        public static partial void NotRead(ILogger logger, string file, string reason);

        [LoggerMessage(152, LogLevel.Error, "Checkpoint {File} cannot be written ({Reason}); a restart will replay more history.")]
        public static partial void NotWritten(ILogger logger, string file, string reason);

        [LoggerMessage(153, LogLevel.Error, "Detection could not tell what it found ({Reason}); it tries again.")]
        public static partial void TickFailed(ILogger logger, string reason);
    }
}
