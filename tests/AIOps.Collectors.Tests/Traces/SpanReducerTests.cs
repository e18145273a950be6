using AIOps.Collectors.Traces;
using AIOps.Contracts.Telemetry;

namespace AIOps.Collectors.Tests.Traces;

public sealed class SpanReducerTests
{
    private const long Now = 1_767_600_000_000;
    private static readonly EntityId Gateway = new("service:shop/gateway", "gateway-1");
    private static readonly EntityId Orders = new("service:shop/orders", "orders-1");
    private static readonly EntityId Worker = new("service:jobs/worker", "worker-1");

    private CollectorInstruments _instruments = null!;
    private SpanReducer _reducer = null!;

    [SetUp]
    public void SetUp()
    {
        _instruments = new CollectorInstruments();
        _reducer = new SpanReducer(new TraceOptions(), _instruments);
    }

    [TearDown]
    public void TearDown() => _instruments.Dispose();

    [Test]
    public void ServerSpans_GiveDurationRequestsAndErrors()
    {
        for (var i = 0; i < 100; i++)
        {
            Observe(Orders, Server((ulong)i + 1, 0, seconds: i < 90 ? 0.010 : 0.500, failed: i >= 95));
        }

        var values = Values(_reducer.Close(Now + 60_000)!);
        Assert.Multiple(() =>
        {
            Assert.That(values["service:shop/orders@orders-1 trace.server.requests"], Is.EqualTo(100));
            Assert.That(values["service:shop/orders@orders-1 trace.server.error_ratio"], Is.EqualTo(0.05));
            Assert.That(values["service:shop/orders@orders-1 trace.server.duration.p95"], Is.EqualTo(0.5).Within(10).Percent);
            Assert.That(values["service:shop/orders@orders-1 trace.server.duration.mean"], Is.EqualTo(0.059).Within(1e-9));
        });
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Callee_IsFoundByItsServerSpan_InEitherOrder(bool serverFirst)
    {
        if (serverFirst)
        {
            Observe(Orders, Server(20, parent: 10, seconds: 0.030));
            Observe(Gateway, Client(10, seconds: 0.050));
        }
        else
        {
            Observe(Gateway, Client(10, seconds: 0.050));
            Observe(Orders, Server(20, parent: 10, seconds: 0.030));
        }

        var reduced = _reducer.Close(Now + 60_000)!;
        Assert.Multiple(() =>
        {
            Assert.That(reduced.Edges.Single(), Is.EqualTo(new EdgeObservation("service:shop/gateway", "service:shop/orders", EdgeKind.Calls, Now, 1, 0)));
            Assert.That(Values(reduced)["service:shop/gateway@gateway-1 trace.client.overhead.mean{peer=service:shop/orders}"], Is.EqualTo(0.020).Within(1e-9));
        });
    }

    [Test]
    public void CallsToADeadService_AreStillItsCalls()
    {
        Observe(Gateway, Client(10) with { PeerAddress = "10.0.0.5:8080" });
        Observe(Orders, Server(20, parent: 10));
        _reducer.Close(Now + 60_000);
        _reducer.Observe(Gateway, [Client(11, failed: true) with { PeerAddress = "10.0.0.5:8080", EndMs = Now + 61_000 }], Now + 61_000);
        var reduced = _reducer.Close(Now + 120_000)!;
        Assert.That(reduced.Edges.Single(), Has.Property(nameof(EdgeObservation.To)).EqualTo("service:shop/orders").And.Property(nameof(EdgeObservation.Errors)).EqualTo(1));
    }

    [Test]
    public void CalleeWithoutTraces_IsNamedByWhatTheCallerSays()
    {
        Observe(Gateway, Client(1) with { PeerService = "billing" });
        Observe(Gateway, Client(2) with { PeerAddress = "10.0.0.8:5432", Database = "shop" });
        Observe(Gateway, Client(3) with { PeerAddress = "api.example:443" });
        Assert.That(_reducer.Close(Now + 60_000)!.Edges.Select(edge => edge.To), Is.EquivalentTo(new[] { "service:billing", "database:10.0.0.8:5432/shop", "endpoint:api.example:443" }));
    }

    [Test]
    public void Messages_GoThroughTheirQueue()
    {
        Observe(Orders, new SpanRecord(1, 1, 0, SpanKind.Producer, Now, 0.001, false, Destination: "jobs"));
        Observe(Worker, new SpanRecord(1, 2, 1, SpanKind.Consumer, Now, 0.2, true, Destination: "jobs"));
        var reduced = _reducer.Close(Now + 60_000)!;
        Assert.Multiple(() =>
        {
            Assert.That(reduced.Edges.Select(edge => (edge.From, edge.To, edge.Errors)), Is.EquivalentTo(new[] { ("service:shop/orders", "queue:jobs", 0L), ("queue:jobs", "service:jobs/worker", 1L) }));
            Assert.That(Values(reduced)["service:jobs/worker@worker-1 trace.consumer.error_ratio"], Is.EqualTo(1));
        });
    }

    [Test]
    public void Window_WaitsForItsGrace()
    {
        Observe(Orders, Server(1, 0));
        Assert.Multiple(() =>
        {
            Assert.That(_reducer.Close(Now + 11_999), Is.Null);
            Assert.That(_reducer.Close(Now + 12_000)!.Metrics.Times[0], Is.EqualTo(Now + 5000));
        });
    }

    [Test]
    public void LateAndEarlySpans_JoinAnOpenWindow()
    {
        Observe(Orders, Server(1, 0) with { EndMs = Now - 3_600_000 });
        Observe(Orders, Server(2, 0) with { EndMs = Now + 3_000_000 });
        var reduced = _reducer.Close(Now + 60_000)!;
        Assert.Multiple(() =>
        {
            Assert.That(Enumerable.Range(0, reduced.Metrics.Count).Where(i => reduced.Metrics.Series[reduced.Metrics.SeriesOf[i]].Metric == "trace.server.requests").Sum(i => reduced.Metrics.Values[i]), Is.EqualTo(2));
            Assert.That(reduced.Metrics.Times.ToArray(), Is.All.InRange(Now - 20_000, Now + 10_000));
        });
    }

    [Test]
    public void FloodOfPeers_IsBoundedAndCounted()
    {
        var reducer = new SpanReducer(new TraceOptions { MaxTallies = 10 }, _instruments);
        for (var i = 0; i < 50; i++)
        {
            reducer.Observe(Gateway, [Client((ulong)i + 1) with { PeerAddress = $"h{i}:1" }], Now);
        }

        Assert.Multiple(() =>
        {
            Assert.That(reducer.Close(Now + 60_000)!.Edges, Has.Count.EqualTo(10));
            Assert.That(_instruments.Refused(Collector.Traces, Refusal.TableFull), Is.EqualTo(40));
        });
    }

    private static SpanRecord Server(ulong id, ulong parent, double seconds = 0.01, bool failed = false) => new(1, id, parent, SpanKind.Server, Now, seconds, failed);

    private static SpanRecord Client(ulong id, double seconds = 0.01, bool failed = false) => new(1, id, 0, SpanKind.Client, Now, seconds, failed);

    private void Observe(EntityId entity, SpanRecord span) => _reducer.Observe(entity, [span], Now);

    private static Dictionary<string, double> Values(ReducedSpans reduced) =>
        Enumerable.Range(0, reduced.Metrics.Count).ToDictionary(i => reduced.Metrics.Series[reduced.Metrics.SeriesOf[i]].ToString(), i => reduced.Metrics.Values[i]);
}
