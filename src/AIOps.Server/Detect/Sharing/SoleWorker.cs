using AIOps.Server.Bus;

namespace AIOps.Server.Detect.Sharing;

/// <summary>The only process that detects: it takes every shard at its start and keeps it.</summary>
internal sealed class SoleWorker(ShardSet shards, CheckpointFolder checkpoints, ShardEndpoints endpoints) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        for (var shard = 0; shard < shards.Count; shard++)
        {
            await shards.TakeAsync(shard, checkpoints.LastEpoch(shard), fence: null, stoppingToken);
            endpoints.Connect(shard);
        }
    }
}
