namespace AIOps.Server.Detect;

/// <summary>This process no longer has the shard: what it was about to tell belongs to the new owner, who gets the batch again.</summary>
internal sealed class ShardLostException(int shard) : Exception($"shard {shard} belongs to another process now");
