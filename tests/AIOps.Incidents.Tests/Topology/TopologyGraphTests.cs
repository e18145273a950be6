using AIOps.Contracts.Serialization;
using AIOps.Contracts.Telemetry;
using AIOps.Incidents.Topology;

namespace AIOps.Incidents.Tests.Topology;

public sealed class TopologyGraphTests
{
    [Test]
    public void Cycle_EndsEveryWalk()
    {
        var graph = Graph(("a", "b"), ("b", "c"), ("c", "a"));
        Assert.Multiple(() =>
        {
            Assert.That(graph.Depth("a", "c"), Is.EqualTo(2));
            Assert.That(graph.Distance("a", "c"), Is.EqualTo(1));
            Assert.That(graph.Depth("a", "nowhere"), Is.Null);
        });
    }

    [Test]
    public void Snapshot_SurvivesJson()
    {
        var graph = Graph(("a", "b"));
        graph.Observe(new EntityObservation(new EntityId("a", "pod-1"), 5, new Dictionary<string, string> { ["host.name"] = "web-1" }));
        var back = TopologyGraph.Load(AIOpsJson.Read<TopologySnapshot>(AIOpsJson.Write(graph.Save())));
        Assert.Multiple(() =>
        {
            Assert.That(back.Callees("a"), Is.EqualTo(new[] { "b" }));
            Assert.That(back.Hosts("a"), Is.EqualTo(new[] { "host:web-1" }));
            Assert.That(back.Members("a").Keys, Is.EqualTo(new[] { "pod-1" }));
        });
    }

    [Test]
    public void SameMachineUnderTwoNames_BecomesOne()
    {
        var graph = Graph(("host:10.0.0.1", "x"));
        graph.Observe(new EntityObservation(new EntityId("host:web-1"), 5, new Dictionary<string, string> { ["host.id"] = "m1" }));
        graph.Observe(new EntityObservation(new EntityId("host:10.0.0.1"), 5, new Dictionary<string, string> { ["host.id"] = "m1" }));
        Assert.Multiple(() =>
        {
            Assert.That(graph.Canonical("host:10.0.0.1"), Is.EqualTo("host:web-1"));
            Assert.That(graph.Callees("host:web-1"), Is.EqualTo(new[] { "x" }));
        });
    }

    [Test]
    public void OldEdge_IsForgotten()
    {
        var graph = Graph(("a", "b"));
        Assert.That(graph.Expire(DateTimeOffset.FromUnixTimeMilliseconds(0).AddDays(3)), Is.EqualTo(1));
        Assert.That(graph.Edges, Is.Empty);
    }

    [Test]
    public void TooManyEdges_AreRefusedAndCounted()
    {
        var graph = new TopologyGraph(new TopologyOptions { MaxEdges = 1 });
        graph.Observe(new EdgeObservation("a", "b", EdgeKind.Calls, 0));
        graph.Observe(new EdgeObservation("a", "c", EdgeKind.Calls, 0));
        Assert.That(graph.Refused, Is.EqualTo(1));
    }

    private static TopologyGraph Graph(params (string From, string To)[] edges)
    {
        var graph = new TopologyGraph();
        foreach (var (from, to) in edges)
        {
            graph.Observe(new EdgeObservation(from, to, EdgeKind.Calls, 1, 10));
        }

        return graph;
    }
}
