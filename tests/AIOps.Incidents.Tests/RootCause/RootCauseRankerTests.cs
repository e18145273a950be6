using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;
using AIOps.Incidents.RootCause;
using AIOps.Incidents.Topology;

namespace AIOps.Incidents.Tests.RootCause;

public sealed class RootCauseRankerTests
{
    private static readonly DateTimeOffset Onset = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void NoEvidence_IsUndetermined()
    {
        var ranking = Rank(new RootCauseInput { OnsetAt = Onset, At = Onset });
        Assert.Multiple(() =>
        {
            Assert.That(ranking.Undetermined, Is.True);
            Assert.That(ranking.Culprit, Is.Null);
        });
    }

    [Test]
    public void ConstantAndMissingMetrics_NameNobody()
    {
        var ranking = Rank(Input([Series("a", "cpu.usage", _ => 1), Series("b", "latency.p95", _ => double.NaN), Series("c", "errors", _ => 0)]));
        Assert.That(ranking.Culprit, Is.Null);
    }

    [Test]
    public void DeadCallee_ExplainsItsCallersErrors()
    {
        var input = Input([Series("gateway", "errors.rate", after => after ? 50 : 0), Series("orders", "errors.rate", after => after ? 5 : 0)], ("gateway", "orders")) with
        {
            StateFaults = [new StateFault(new EntityId("service:orders"), "down", Onset)],
        };
        var ranking = Rank(input);
        Assert.Multiple(() =>
        {
            Assert.That(ranking.Culprit, Is.EqualTo("service:orders"));
            Assert.That(ranking.Confidence, Is.GreaterThan(.8));
            Assert.That(ranking.Suspects.Single(suspect => suspect.Entity == "service:gateway").Against, Is.Not.Empty);
        });
    }

    [Test]
    public void BusyProcessor_LeadsAndIsShownWithItsCurve()
    {
        var ranking = Rank(Input([
            Series("orders", "cpu.usage", after => after ? .9 : .1), Series("orders", "cpu.throttled", after => after ? 40 : 1),
            Series("carts", "cpu.usage", _ => .1), Series("users", "cpu.usage", _ => .1)]));
        Assert.Multiple(() =>
        {
            Assert.That(ranking.Suspects[0].Entity, Is.EqualTo("service:orders"));
            Assert.That(ranking.Suspects[0].Signals[0].Curve, Is.Not.Empty);
            Assert.That(ranking.Suspects[0].For[0].Name, Is.EqualTo("resource"));
        });
    }

    [Test]
    public void FewStepsOfTheInstrument_AreNoFinding()
    {
        // Both rise to three times what they were; but for the first that is one step of a counter that ticks in hundredths.
        var coarse = Series("idle", "cpu.system", after => after ? .02 : 0, 0);
        coarse = coarse with { Values = [.. coarse.Values.Select((value, i) => i % 7 == 0 ? value + .01 : value)] };
        var ranking = Rank(Input([coarse, Series("idle2", "cpu.system", _ => 0, 0), Series("busy", "cpu.system", after => after ? .3 : .1)]));
        Assert.That(ranking.Suspects[0].Entity, Is.EqualTo("service:busy"));
        Assert.That(ranking.Suspects.Single(suspect => suspect.Entity == "service:idle").Score, Is.LessThan(.1 * ranking.Suspects[0].Score));
    }

    [Test]
    public void CountedStates_AreExact()
    {
        var ranking = Rank(Input([Series("orders", "replicas", after => after ? 0 : 1, 0), Series("carts", "replicas", _ => 1, 0), Series("users", "replicas", _ => 2, 0)]));
        Assert.That(ranking.Suspects[0].Entity, Is.EqualTo("service:orders"));
        Assert.That(ranking.Suspects[0].Score, Is.GreaterThan(1));
    }

    [Test]
    public void SlownessOfACallee_IsNotItsCallers()
    {
        var ranking = Rank(Input([
            Series("gateway", "requests", _ => 100), Series("gateway", "latency.mean", after => after ? 1.2 : .2),
            Series("orders", "requests", _ => 100), Series("orders", "latency.mean", after => after ? 1.1 : .1)], ("gateway", "orders")));
        Assert.That(ranking.Suspects[0].Entity, Is.EqualTo("service:orders"));
    }

    [Test]
    public void FailuresAtACalleeThatIsNew_BelongToTheCallerThatBeganToCallIt()
    {
        var ranking = Rank(Input([
            Series("orders", "requests", _ => 100), Series("orders", "success.ratio", after => after ? .2 : 1),
            Series("wrong-table", "requests", after => after ? 100 : 0), Series("wrong-table", "success.ratio", after => after ? 0 : double.NaN)], ("orders", "wrong-table")) with
        {
            NormalUntil = Onset.AddMinutes(-5),
        });
        Assert.That(ranking.Suspects[0].Entity, Is.EqualTo("service:orders"));
    }

    [Test]
    public void ChangeAlone_NamesNobody()
    {
        var ranking = Rank(Input([Series("orders", "cpu.usage", _ => .1), Series("carts", "cpu.usage", _ => .1)]) with
        {
            Changes = [new ChangeEvent { Id = "c1", Entity = new EntityId("service:carts"), Kind = "deploy", At = Onset.AddMinutes(-1), ReceivedAt = Onset }],
        });
        Assert.Multiple(() =>
        {
            Assert.That(ranking.Culprit, Is.Null);
            Assert.That(ranking.ChangeId, Is.Null);
        });
    }

    [Test]
    public void VanishedCallsWhileRequestsComeIn_PointAtTheCaller()
    {
        var times = Enumerable.Range(-20, 30).Select(minute => Onset.AddMinutes(minute).ToUnixTimeMilliseconds()).ToArray();
        CallSeries Calls(string from, string to, Func<bool, double> count) =>
            new(from, to, "op", times, [.. times.Select(time => count(time >= Onset.ToUnixTimeMilliseconds()))], [.. times.Select(_ => double.NaN)], [.. times.Select(_ => double.NaN)]);
        var ranking = Rank(Input([], ("gateway", "orders"), ("orders", "stock")) with
        {
            Calls = [Calls("service:gateway", "service:orders", _ => 20), Calls("service:orders", "service:stock", after => after ? 0 : 20)],
        });
        Assert.That(ranking.Suspects[0].Entity, Is.EqualTo("service:orders"));
    }

    [Test]
    public void TimeLostOnTheWay_PointsAtTheWorkloadWhoseEdgesAllLoseIt()
    {
        // Packets to and from the stock are late: it answers as fast as ever, its callers wait, and each of them has another callee that is fast.
        var input = Input(
            [
                Series("orders", "requests", _ => 100), Series("orders", "latency.mean", after => after ? .5 : .1),
                Series("carts", "requests", _ => 100), Series("carts", "latency.mean", after => after ? .5 : .1),
                Series("stock", "requests", _ => 200), Series("stock", "latency.mean", _ => .05),
                Series("users", "requests", _ => 200), Series("users", "latency.mean", _ => .02)],
            ("orders", "stock"), ("carts", "stock"), ("orders", "users"), ("carts", "users")) with
        {
            Edges = [Edge("orders", "stock", after => after ? .4 : .001), Edge("carts", "stock", after => after ? .4 : .001), Edge("orders", "users", _ => .001), Edge("carts", "users", _ => .001)],
        };
        var ranking = Rank(input);
        Assert.Multiple(() =>
        {
            Assert.That(ranking.Suspects[0].Entity, Is.EqualTo("service:stock"));
            Assert.That(ranking.Suspects[0].For[0].Name, Is.EqualTo("on-the-way"));
            Assert.That(ranking.Suspects[0].For[0].Text, Does.Contain("on 2 of its 2 edges"));
        });
    }

    [Test]
    public void SlowCallee_LosesNothingOnTheWay()
    {
        var input = Input(
            [
                Series("orders", "requests", _ => 100), Series("orders", "latency.mean", after => after ? .5 : .1),
                Series("stock", "requests", _ => 100), Series("stock", "latency.mean", after => after ? .45 : .05)],
            ("orders", "stock")) with
        {
            Edges = [Edge("orders", "stock", _ => .001, after => after ? .45 : .05)],
        };
        var ranking = Rank(input);
        Assert.Multiple(() =>
        {
            Assert.That(ranking.Suspects[0].Entity, Is.EqualTo("service:stock"));
            Assert.That(ranking.Suspects.SelectMany(suspect => suspect.For).Select(term => term.Name), Has.None.EqualTo("on-the-way"));
        });
    }

    [Test]
    public void EdgeThatIsNotMeasuredAtBothEnds_IsNoEvidence()
    {
        var ranking = Rank(Input([Series("orders", "cpu.usage", _ => .1), Series("stock", "cpu.usage", _ => .1)]) with
        {
            Edges = [Edge("orders", "stock", after => after ? double.NaN : .001), new EdgeLatency("service:orders", "service:stock", [1, 2], [1], [], [double.NaN])],
        });
        Assert.That(ranking.Suspects.SelectMany(suspect => suspect.For).Select(term => term.Name), Has.None.EqualTo("on-the-way"));
    }

    [Test]
    public void FailureOfAnEndpointWithoutTelemetry_IsNotItsCallers()
    {
        var times = Enumerable.Range(-20, 30).Select(minute => Onset.AddMinutes(minute).ToUnixTimeMilliseconds()).ToArray();
        RootCauseInput Case(Func<bool, double> bank)
        {
            var input = Input(
                [
                    Series("payments", "requests", _ => 100), Series("payments", "availability", after => after ? .2 : 1, 0),
                    Series("endpoint:bank", "requests", _ => 100), Series("endpoint:bank", "availability", bank, 0)]);
            input.Topology.Observe(new EdgeObservation("service:payments", "endpoint:bank", EdgeKind.Calls, 0, 1));
            return input with { Logs = [new LogCounts(new EntityId("service:payments"), "the bank gave no answer", LogSeverity.Error, times, [.. times.Select(time => time >= Onset.ToUnixTimeMilliseconds() ? 80.0 : 0)])] };
        }

        Assert.Multiple(() =>
        {
            Assert.That(Rank(Case(after => after ? .2 : 1)).Culprit, Is.EqualTo("endpoint:bank"));
            Assert.That(Rank(Case(_ => 1)).Culprit, Is.EqualTo("service:payments"));
        });
    }

    private static EdgeLatency Edge(string caller, string callee, Func<bool, double> gap, Func<bool, double>? server = null)
    {
        var times = Enumerable.Range(-60, 70).Select(minute => Onset.AddMinutes(minute).ToUnixTimeMilliseconds()).ToArray();
        double Server(long time) => server?.Invoke(time >= Onset.ToUnixTimeMilliseconds()) ?? .05;
        return new EdgeLatency(
            $"service:{caller}", $"service:{callee}", times, [.. times.Select(_ => 100.0)], [.. times.Select((time, i) => Server(time) + gap(time >= Onset.ToUnixTimeMilliseconds()) + (.0001 * (i % 5)))], [.. times.Select(Server)]);
    }

    private static RootCauseRanking Rank(RootCauseInput input) => new RootCauseRanker().Rank(input);

    private static RootCauseInput Input(SeriesWindow[] series, params (string From, string To)[] calls)
    {
        var topology = new TopologyGraph();
        foreach (var (from, to) in calls)
        {
            topology.Observe(new EdgeObservation($"service:{from}", $"service:{to}", EdgeKind.Calls, 0, 1));
        }

        return new RootCauseInput { OnsetAt = Onset, At = Onset, Series = series, Topology = topology };
    }

    private static SeriesWindow Series(string service, string metric, Func<bool, double> value, double ripple = .001)
    {
        var times = Enumerable.Range(-60, 70).Select(minute => Onset.AddMinutes(minute).ToUnixTimeMilliseconds()).ToArray();
        return new SeriesWindow(
            new SeriesKey(new EntityId(service.Contains(':', StringComparison.Ordinal) ? service : $"service:{service}"), metric, [], "", SeriesKind.Gauge), times, [.. times.Select((time, i) => value(time >= Onset.ToUnixTimeMilliseconds()) + (ripple * (i % 5)))]);
    }
}
