using AIOps.Contracts.Telemetry;
using AIOps.Storage.History;

namespace AIOps.Storage.Tests.History;

public sealed class SignalReaderTests
{
    private static readonly EntityId Orders = new("service:shop/orders");
    private HistoryUnderTest _it = null!;

    [SetUp]
    public void Open() => _it = new HistoryUnderTest();

    [TearDown]
    public async Task Close() => await _it.DisposeAsync();

    [Test]
    public async Task Gauge_IsReadByANameWithUnderscores()
    {
        await PutAsync("orders-1", SeriesKind.Gauge, (1_000, 4), (6_000, 5), (11_000, 6));

        Assert.That(await ReadAsync(new EntityId(Orders.Workload, "orders-1"), 6, 11), Is.EqualTo(new[] { (6.0, 5.0) }));
        Assert.That(await ReadAsync(new EntityId(Orders.Workload, "orders-2"), 0, 20), Is.Empty);
    }

    [Test]
    public async Task Counter_IsARatePerSecond_AndAResetCountsFromZero()
    {
        await PutAsync("orders-1", SeriesKind.Counter, (0, 100), (5_000, 150), (10_000, 20), (15_000, 20));

        Assert.That(await ReadAsync(Orders, 0, 20), Is.EqualTo(new[] { (5.0, 10.0), (10.0, 4.0), (15.0, 0.0) }));
        Assert.That(await ReadAsync(Orders, 5, 10), Is.EqualTo(new[] { (5.0, 10.0) }), "the sample before the window gives its first rate");
    }

    [Test]
    public async Task Increments_AreDividedByTheirTime()
    {
        await PutAsync("orders-1", SeriesKind.Delta, (0, 7), (5_000, 50), (10_000, 5));

        Assert.That(await ReadAsync(Orders, 0, 20), Is.EqualTo(new[] { (5.0, 10.0), (10.0, 1.0) }));
    }

    [Test]
    public async Task RatesOfAllMembers_AreAdded_AlsoWhenOneReportsAMomentLater()
    {
        await PutAsync("orders-1", SeriesKind.Counter, [.. Enumerable.Range(0, 10).Select(i => (i * 5_000L, i * 50.0))]);
        await PutAsync("orders-2", SeriesKind.Counter, [.. Enumerable.Range(0, 10).Select(i => ((i * 5_000L) + 900, i * 25.0))]);

        var sums = await ReadAsync(Orders, 0, 100);
        Assert.That(sums, Has.Length.GreaterThan(7));
        Assert.That(sums.Select(sum => sum.Value), Is.All.EqualTo(15.0).Within(1e-9));
    }

    [Test]
    public async Task Probe_IsAskedOfWhoeverKnowsIt()
    {
        var reader = new SignalReader(_it.History, entity => entity.Member == "orders-1" ? false : null);
        Assert.That(await reader.ProbeAsync(new EntityId(Orders.Workload, "orders-1"), CancellationToken.None), Is.False);
        Assert.That(await reader.ProbeAsync(Orders, CancellationToken.None), Is.Null);
    }

    private async Task PutAsync(string member, SeriesKind kind, params (long Time, double Value)[] samples)
    {
        var batch = new MetricBatch();
        var key = new SeriesKey(new EntityId(Orders.Workload, member), "queue.depth", [], "1", kind);
        foreach (var (time, value) in samples)
        {
            batch.Add(key, time, value);
        }

        await _it.History.AppendAsync(0, batch, CancellationToken.None);
    }

    private async Task<(double Time, double Value)[]> ReadAsync(EntityId entity, int from, int to)
    {
        var reader = new SignalReader(_it.History, _ => null);
        var samples = await reader.ReadAsync(entity, "queue_depth", DateTimeOffset.FromUnixTimeSeconds(from), DateTimeOffset.FromUnixTimeSeconds(to), CancellationToken.None);
        return [.. samples.Select(sample => ((sample.Key - DateTimeOffset.UnixEpoch).TotalSeconds, sample.Value))];
    }
}
