using System.Collections.Concurrent;

namespace AIOps.Server.Bus;

/// <summary>Remembers the shard of each workload, bounded: hostile names only cost a hash.</summary>
internal sealed class ShardMap(int shards)
{
    private const int MaxRemembered = 100_000;
    private readonly ConcurrentDictionary<string, int> _known = new(StringComparer.Ordinal);

    public int Of(string workload)
    {
        if (_known.TryGetValue(workload, out var shard))
        {
            return shard;
        }

        shard = Sharding.ShardOf(workload, shards);
        if (_known.Count < MaxRemembered)
        {
            _known.TryAdd(workload, shard);
        }

        return shard;
    }
}
