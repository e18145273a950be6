using AIOps.Server.Detect.Sharing;
using AIOps.Server.Health;
using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AIOps.Server.Tests.Health;

/// <summary>What the lines of the health page say, and what they say of automation.</summary>
public sealed class HealthWordsTests
{
    private const long Gigabyte = 1L << 30;

    [TestCase(5 * Gigabyte, 5 * Gigabyte, HealthStatus.Healthy, "are free")]
    [TestCase(5 * Gigabyte, Gigabyte / 2, HealthStatus.Degraded, "/history has 512 MB left")]
    [TestCase(5 * Gigabyte, 1 << 20, HealthStatus.Unhealthy, "/history has 1 MB left: free space or move it with History:Folder")]
    [TestCase(1 << 20, 5 * Gigabyte, HealthStatus.Unhealthy, "/data has 1 MB left: free space or move the data folder")]
    public void FullestDisk_IsNamed(long data, long history, HealthStatus status, string words)
    {
        var result = DiskCheck.Judge([("/data", data), ("/history", history)]);
        Assert.That(result.Status, Is.EqualTo(status));
        Assert.That(result.Description, Does.Contain(words));
    }

    [Test]
    public void OneDiskForBoth_StopsAutomation() =>
        Assert.That(Meaning(DiskCheck.Judge([("/data", 1 << 20), ("/data/history", 1 << 20)])), Does.StartWith("stands still"), "both are full");

    [TestCase(BusHealthStatus.Healthy, HealthStatus.Healthy, "works")]
    [TestCase(BusHealthStatus.Degraded, HealthStatus.Degraded, "goes on")]
    [TestCase(BusHealthStatus.Unhealthy, HealthStatus.Unhealthy, "goes on with incidents that are known")]
    public void Bus_SaysWhatItMeans(BusHealthStatus bus, HealthStatus status, string meaning)
    {
        var result = BusCheck.Judge(bus, ["shard-1", "shard-2", "shard-3", "shard-4"]);
        Assert.That(result.Status, Is.EqualTo(status));
        Assert.That(Meaning(result), Does.StartWith(meaning));
        Assert.That(result.Description, bus == BusHealthStatus.Degraded ? Does.Contain("4 of its queues").And.Contain("shard-3, ...") : Does.Not.Contain("shard-3"));
    }

    [Test]
    public void ShardsOfADeadWorker_AreCounted()
    {
        var table = ShardTable.Empty(4).Taken([0, 1], "a").Taken([2], "b");
        Assert.Multiple(() =>
        {
            Assert.That(ShardsCheck.Judge(table, ["a", "b"]).Description, Does.StartWith("1 of 4 have no worker"));
            Assert.That(ShardsCheck.Judge(table.Taken([3], "b"), ["a", "b"]).Status, Is.EqualTo(HealthStatus.Healthy));
            Assert.That(ShardsCheck.Judge(table, ["b"]).Description, Does.StartWith("3 of 4 have no worker; 1 live"));
            Assert.That(ShardsCheck.Judge(table, []).Description, Does.StartWith("no process detects"));
            Assert.That(ShardsCheck.Judge(ShardTable.Empty(0), []).Status, Is.EqualTo(HealthStatus.Degraded), "nobody ever did");
        });
    }

    private static string Meaning(HealthCheckResult result) => (string)result.Data[HealthServices.Automation];
}
