using AIOps.Contracts.Storage;
using AIOps.Server.Bus;

namespace AIOps.Server.Detect.Sharing;

/// <summary>The only process that detects: it takes every shard at its start and keeps it.</summary>
internal sealed partial class SoleWorker(ShardSet shards, CheckpointFolder checkpoints, ShardEndpoints endpoints, TimeProvider time, ILogger<SoleWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        for (var shard = 0; shard < shards.Count; shard++)
        {
            while (!await TakeAsync(shard, stoppingToken))
            {
                await Task.Delay(Pause, time, stoppingToken);
            }

            endpoints.Connect(shard);
        }
    }

    // what the replay finds goes to the event table: while that is away, a shard that begins without it would not be told
    private async Task<bool> TakeAsync(int shard, CancellationToken cancellationToken)
    {
        try
        {
            await shards.TakeAsync(shard, checkpoints.LastEpoch(shard), fence: null, cancellationToken);
            return true;
        }
        catch (Exception failure) when (failure is StoreUnavailableException or IOException or UnauthorizedAccessException)
        {
            Log.Waits(logger, shard, failure.Message);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(165, LogLevel.Error, "Shard {Shard} cannot be taken over yet and is tried again: {Reason}")]
        public static partial void Waits(ILogger logger, int shard, string reason);
    }
}
