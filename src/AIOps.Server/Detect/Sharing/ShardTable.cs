namespace AIOps.Server.Detect.Sharing;

/// <summary>
/// Which worker has which shard, as it stands in the store: one document, written under compare-and-set by whoever gives or takes. Pure.
/// A shard moves in two steps, given back by its owner and then taken, or in one when its owner is dead.
/// </summary>
/// <param name="Owners">By number of the shard.</param>
internal sealed record ShardTable(IReadOnlyList<ShardOwner> Owners)
{
    /// <summary>All shards free.</summary>
    public static ShardTable Empty(int shards) => new([.. Enumerable.Repeat(new ShardOwner("", 0), shards)]);

    /// <summary>The shards of a worker.</summary>
    public IReadOnlyList<int> Of(string worker) => [.. Numbers.Where(shard => Owners[shard].Worker == worker)];

    /// <summary>What a worker has and another live one should have.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="live">Every worker whose lease runs, itself included.</param>
    public IReadOnlyList<int> ToGive(string worker, IReadOnlyCollection<string> live) =>
        [.. Numbers.Where(shard => Owners[shard].Worker == worker && Rendezvous.Owner(shard, live) != worker)];

    /// <summary>What a worker should have and may take: nobody has it, or its owner is dead.</summary>
    public IReadOnlyList<int> ToTake(string worker, IReadOnlyCollection<string> live) =>
        [.. Numbers.Where(shard => Owners[shard].Worker != worker && !live.Contains(Owners[shard].Worker) && Rendezvous.Owner(shard, live) == worker)];

    /// <summary>The table after a worker gave shards back.</summary>
    public ShardTable Given(IEnumerable<int> shards) => With(shards, owner => owner with { Worker = "" });

    /// <summary>The table after a worker took shards.</summary>
    public ShardTable Taken(IEnumerable<int> shards, string worker) => With(shards, owner => new ShardOwner(worker, owner.Epoch + 1));

    private IEnumerable<int> Numbers => Enumerable.Range(0, Owners.Count);

    private ShardTable With(IEnumerable<int> shards, Func<ShardOwner, ShardOwner> change)
    {
        var next = Owners.ToArray();
        foreach (var shard in shards)
        {
            next[shard] = change(next[shard]);
        }

        return new ShardTable(next);
    }
}
