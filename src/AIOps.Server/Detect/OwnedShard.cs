namespace AIOps.Server.Detect;

/// <summary>A shard as long as this process has it.</summary>
/// <param name="Metrics">Its series.</param>
/// <param name="Logs">Its logs.</param>
/// <param name="Epoch">How often the shard changed its owner before.</param>
internal sealed record OwnedShard(DetectionShard Metrics, LogShard Logs, long Epoch);
