using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;
using AIOps.Server.Topology;
using AIOps.Storage;
using AIOps.Storage.Operational;
using AIOps.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace AIOps.Server.Tests.Topology;

public sealed class TopologyStoreTests
{
    private readonly ManualTime _time = new();
    private string _folder = "";
    private OperationalStore _store = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        _folder = Directory.CreateTempSubdirectory("aiops-topology-").FullName;
        _store = await OperationalStore.OpenAsync(new StorageOptions { DataFolder = _folder, PostgreSql = await TestDatabase.ChooseAsync() }, _time, CancellationToken.None);
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task WhatWasSeen_SurvivesARestart_HoweverMuchItIs()
    {
        const int many = 10_050;
        using var instruments = new TopologyInstruments();
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        using (var before = new TopologyStore(_store, _time, instruments, NullLogger<TopologyStore>.Instance))
        {
            await before.StartAsync(CancellationToken.None);
            before.Observe(
                [.. Enumerable.Range(0, many).Select(i => new EntityObservation(new EntityId($"service:s{i}"), now, new Dictionary<string, string> { ["zone"] = "a" }))],
                [.. Enumerable.Range(1, many).Select(i => new EdgeObservation("service:s0", $"service:s{i}", EdgeKind.Calls, now, 10, 1))]);
            await WrittenAsync(many, many);
            await before.StopAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
        }

        using var after = new TopologyStore(_store, _time, instruments, NullLogger<TopologyStore>.Instance);
        await after.LoadAsync(CancellationToken.None);
        Assert.Multiple(() =>
        {
            Assert.That(after.Entities, Has.Count.EqualTo(many));
            Assert.That(after.Edges, Has.Count.EqualTo(many));
            Assert.That(after.Find(new EntityId("service:s7"))?.Labels["zone"], Is.EqualTo("a"));
            Assert.That(after.Edges.Sum(edge => edge.Errors), Is.EqualTo(many));
        });
    }

    [Test]
    public async Task OldEvidence_IsNotReadBack()
    {
        using var instruments = new TopologyInstruments();
        var now = _time.GetUtcNow();
        using (var before = new TopologyStore(_store, _time, instruments, NullLogger<TopologyStore>.Instance))
        {
            await before.StartAsync(CancellationToken.None);
            before.Observe([new EntityObservation(new EntityId("service:old"), now.AddDays(-8).ToUnixTimeMilliseconds(), new Dictionary<string, string>()), new EntityObservation(new EntityId("service:new"), now.ToUnixTimeMilliseconds(), new Dictionary<string, string>())], []);
            await WrittenAsync(2, 0);
            await before.StopAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
        }

        using var after = new TopologyStore(_store, _time, instruments, NullLogger<TopologyStore>.Instance);
        await after.LoadAsync(CancellationToken.None);
        Assert.That(after.Entities.Select(entity => entity.Entity.Workload), Is.EqualTo(new[] { "service:new" }));
    }

    /// <summary>Lets time pass until that much is in the store.</summary>
    private async Task WrittenAsync(long entities, long edges)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await _store.CountAsync(new DocumentQuery(DocumentKind.Entity), bound.Token) < entities || await _store.CountAsync(new DocumentQuery(DocumentKind.Edge), bound.Token) < edges)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(50, bound.Token);
        }
    }
}
