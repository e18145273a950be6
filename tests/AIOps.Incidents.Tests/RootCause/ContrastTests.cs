using AIOps.Contracts.Incidents;
using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;
using AIOps.Incidents.RootCause;
using AIOps.Incidents.Topology;

namespace AIOps.Incidents.Tests.RootCause;

/// <summary>Evidence by contrast, which needs no long history: 90 s of it here.</summary>
public sealed class ContrastTests
{
    private const int StepMs = 5_000;
    private static readonly DateTimeOffset Onset = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);
    private static readonly long[] Times = [.. Enumerable.Range(-18, 30).Select(step => Onset.ToUnixTimeMilliseconds() + (step * StepMs))];

    [Test]
    public void MemberThatStandsStillBesideOneThatGoesOn_IsNamed_AndTheQueueIsNot()
    {
        var ranking = Rank(
            [
                Series("queue", null, "queue.depth", after => after ? 400 : 2),
                Series("worker", "worker-1", "worker.jobs", _ => 6, SeriesKind.Counter),
                Series("worker", "worker-2", "worker.jobs", after => after ? 0 : 6, SeriesKind.Counter),
            ],
            Calls("worker", "queue"));
        Assert.Multiple(() =>
        {
            Assert.That(ranking.Culprit, Is.EqualTo("service:worker@worker-2"));
            Assert.That(ranking.Suspects[0].For[0].Name, Is.EqualTo("stuck"));
            Assert.That(ranking.Suspects[0].For.Single(term => term.Name == "piles-up").Text, Does.StartWith("queue.depth of service:queue went up from 2"));
            Assert.That(ranking.Confidence, Is.GreaterThan(.6));
        });
    }

    [TestCase(true)]
    [TestCase(false)]
    public void OnlyMemberThatStandsStill_IsNamed_WhenWorkWaitsForIt(bool waits)
    {
        var ranking = Rank(
            [
                Series("queue", null, "queue.depth", after => after && waits ? 400 : 2),
                Series("worker", "worker-1", "worker.jobs", after => after ? 0 : 6, SeriesKind.Counter),
            ],
            Calls("worker", "queue"));
        Assert.That(Terms(ranking), waits ? Has.Some.EqualTo("stuck") : Has.None.EqualTo("stuck"), "else there is nothing to do");
    }

    [TestCase("worker.jobs", true, TestName = "{m}(all members stand still: there is no work)")]
    [TestCase("dotnet.jit.compiled_methods", false, TestName = "{m}(a compiler has nothing left to do)")]
    public void StandingStill_IsNoEvidence(string metric, bool all)
    {
        var ranking = Rank(
            [
                Series("worker", "worker-1", metric, after => after && all ? 0 : 6, SeriesKind.Counter),
                Series("worker", "worker-2", metric, after => after ? 0 : 6, SeriesKind.Counter),
            ],
            Calls("worker", "queue"));
        Assert.That(Terms(ranking), Has.None.EqualTo("stuck"));
    }

    [Test]
    public void ResidentThatTakesTheProcessor_ExplainsItsSlowNeighbours()
    {
        var ranking = Rank(
            [.. Slow("gateway"), .. Slow("payments"), Series("reports", null, "process.cpu.utilization", after => after ? .85 : .002), Series("payments", null, "process.cpu.utilization", _ => .01)],
            Calls("gateway", "orders"), host: ["gateway", "payments", "reports"]);
        Assert.Multiple(() =>
        {
            Assert.That(ranking.Culprit, Is.EqualTo("service:reports"));
            Assert.That(ranking.Suspects[0].For[0].Text, Does.StartWith("takes what 2 others on host:one wait for"));
            Assert.That(ranking.Suspects.Single(suspect => suspect.Entity == "service:payments").Against, Is.Not.Empty);
        });
    }

    [TestCase(.03, true, TestName = "{m}(the gateway serves most of the requests, and payments is slower as well)")]
    [TestCase(.0201, false, TestName = "{m}(payments is slower by a trifle: the gateway is slow by itself)")]
    public void Neighbours_AreHeldAgainstTheirOwnUsualTime(double payments, bool explained)
    {
        var ranking = Rank(
            [.. Slow("gateway", 60, .06, .2), .. Slow("payments", 10, .02, payments), Series("reports", null, "process.cpu.utilization", after => after ? .85 : .002)],
            Calls("gateway", "orders"), host: ["gateway", "payments", "reports"]);
        Assert.That(ranking.Culprit, explained ? Is.EqualTo("service:reports") : Is.Not.EqualTo("service:reports"), ranking.Summary);
    }

    [Test]
    public void WhatUsuallyTakesNoTime_HidesNoVictim()
    {
        var ranking = Rank(
            [.. Slow("gateway", 20, .06, .12), .. Slow("payments", 10, .02, .03), .. Slow("ping", 1, .0002, .008), Series("reports", null, "process.cpu.utilization", after => after ? .85 : .002)],
            Calls("gateway", "orders"), host: ["gateway", "payments", "ping", "reports"]);
        Assert.Multiple(() =>
        {
            Assert.That(ranking.Culprit, Is.EqualTo("service:reports"));
            Assert.That(ranking.Suspects[0].For[0].Text, Does.StartWith("takes what 3 others"));
        });
    }

    [Test]
    public void ServiceWithoutAUsualTime_IsNoVictim()
    {
        var rare = Series("rare", null, "latency.mean", after => after ? .3 : 0);
        var ranking = Rank(
            [.. Slow("gateway"), Series("rare", null, "requests", _ => .2), rare, Series("reports", null, "process.cpu.utilization", after => after ? .85 : .002)],
            Calls("gateway", "orders"), host: ["gateway", "rare", "reports"]);
        Assert.That(Terms(ranking), Has.None.EqualTo("neighbour"), ranking.Summary);
    }

    [Test]
    public void ResidentElsewhere_OrOnTheCallPath_ExplainsNobody()
    {
        SeriesWindow[] series = [.. Slow("gateway"), .. Slow("payments"), Series("reports", null, "process.cpu.utilization", after => after ? .85 : .002)];
        Assert.Multiple(() =>
        {
            Assert.That(Terms(Rank(series, Calls("gateway", "orders"), host: ["gateway", "payments"])), Has.None.EqualTo("neighbour"), "on another host");
            Assert.That(Terms(Rank(series, Calls("gateway", "reports"), host: ["gateway", "payments", "reports"])), Has.None.EqualTo("neighbour"), "called by a victim");
            Assert.That(Terms(Rank([.. Slow("gateway"), series[^1]], Calls("gateway", "orders"), host: ["gateway", "reports"])), Has.None.EqualTo("neighbour"), "one slow service is its own");
        });
    }

    [Test]
    public void MemoryThatADetectorVouchesFor_CountsInAYoungService()
    {
        var memory = Series("payments", "payments-1", "dotnet.process.memory.working_set", after => after ? 400e6 : 120e6);
        SeriesWindow[] series = [memory, Series("orders", "orders-1", "dotnet.process.memory.working_set", _ => 120e6)];
        var (plain, vouched) = (Rank(series, Calls("orders", "payments")), Rank(series, Calls("orders", "payments"), vouched: [memory.Series.Id]));
        Assert.Multiple(() =>
        {
            Assert.That(plain.Confidence, Is.LessThan(.6));
            Assert.That(vouched.Culprit, Is.EqualTo("service:payments"));
            Assert.That(vouched.Confidence, Is.GreaterThan(.6));
        });
    }

    private static IEnumerable<string> Terms(RootCauseRanking ranking) => ranking.Suspects.SelectMany(suspect => suspect.For).Select(term => term.Name);

    private static SeriesWindow[] Slow(string service, double requests = 20, double usual = .02, double slow = .2) =>
        [Series(service, null, "requests", _ => requests), Series(service, null, "latency.mean", after => after ? slow : usual)];

    private static (string From, string To) Calls(string from, string to) => (from, to);

    private static RootCauseRanking Rank(SeriesWindow[] series, (string From, string To) call, string[]? host = null, ulong[]? vouched = null)
    {
        var topology = new TopologyGraph();
        topology.Observe(new EdgeObservation($"service:{call.From}", $"service:{call.To}", EdgeKind.Calls, 0, 1));
        foreach (var resident in host ?? [])
        {
            topology.Observe(new EntityObservation(new EntityId($"service:{resident}"), 0, new Dictionary<string, string>(StringComparer.Ordinal) { ["host.name"] = "one" }));
        }

        return new RootCauseRanker().Rank(new RootCauseInput { OnsetAt = Onset, At = Onset.AddMinutes(1), NormalUntil = Onset, Series = series, Topology = topology, Vouched = (vouched ?? []).ToHashSet() });
    }

    private static SeriesWindow Series(string service, string? member, string metric, Func<bool, double> value, SeriesKind kind = SeriesKind.Gauge) => new(
        new SeriesKey(new EntityId($"service:{service}", member), metric, [], "", kind),
        Times,
        [.. Times.Select((time, i) => value(time >= Onset.ToUnixTimeMilliseconds()) is var now && now == 0 ? 0 : now * (1 + (.02 * (i % 5))))]);
}
