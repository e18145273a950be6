using AIOps.Server.Detect.Sharing;

namespace AIOps.Server.Tests.Detect;

public sealed class ShardTableTests
{
    private const int Shards = 64;

    [Test]
    public void OneAfterTheOther_EndsWithEachShardAtItsHome_WhateverTheOrder([Values(1, 2, 3)] int seed)
    {
        var random = new Random(seed);
        string[] live = ["a", "b", "c", "d"];
        var table = ShardTable.Empty(Shards).Taken(Enumerable.Range(0, Shards), "gone");
        for (var round = 0; round < 50; round++)
        {
            var worker = live[random.Next(live.Length)];
            table = table.Given(table.ToGive(worker, live));
            table = table.Taken(table.ToTake(worker, live), worker);
        }

        Assert.Multiple(() =>
        {
            Assert.That(Enumerable.Range(0, Shards).Select(shard => table.Owners[shard].Worker), Is.EqualTo(Enumerable.Range(0, Shards).Select(shard => Rendezvous.Owner(shard, live))));
            Assert.That(live.Select(worker => table.Of(worker).Count), Has.All.InRange(6, 28), "nobody has it all");
        });
    }

    [Test]
    public void ShardOfALiveOwner_IsNeverTaken()
    {
        var table = ShardTable.Empty(Shards).Taken(Enumerable.Range(0, Shards), "a");
        Assert.Multiple(() =>
        {
            Assert.That(table.ToTake("b", ["a", "b"]), Is.Empty);
            Assert.That(table.ToTake("b", ["b"]), Has.Count.EqualTo(Shards));
            Assert.That(table.Taken([3], "b").Owners[3], Is.EqualTo(new ShardOwner("b", 2)), "each change of owner counts");
            Assert.That(table.Given([3]).Owners[3].Epoch, Is.EqualTo(1), "giving back is no change of owner yet");
        });
    }

    [Test]
    public void WorkerThatLeaves_MovesOnlyItsOwnShards()
    {
        string[] all = ["a", "b", "c", "d", "e"];
        var moved = Enumerable.Range(0, Shards).Where(shard => Rendezvous.Owner(shard, all) != Rendezvous.Owner(shard, all.Where(worker => worker != "c")));
        Assert.That(moved, Is.EqualTo(Enumerable.Range(0, Shards).Where(shard => Rendezvous.Owner(shard, all) == "c")));
    }

    [Test]
    public void NoWorker_OwnsNothing() => Assert.That(Rendezvous.Owner(1, []), Is.Null);
}
