namespace AIOps.Server.Detect.Sharing;

/// <summary>Who has a shard.</summary>
/// <param name="Worker">The worker's name; empty when nobody has it.</param>
/// <param name="Epoch">Rises with each new owner: a checkpoint of a lower one is never taken over a higher one's.</param>
internal readonly record struct ShardOwner(string Worker, long Epoch);
