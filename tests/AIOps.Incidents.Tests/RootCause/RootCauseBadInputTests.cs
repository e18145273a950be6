using AIOps.Contracts.Incidents;
using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;
using AIOps.Incidents.RootCause;
using AIOps.Incidents.Topology;

namespace AIOps.Incidents.Tests.RootCause;

public sealed class RootCauseBadInputTests
{
    private static readonly DateTimeOffset Onset = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void CyclicTopology_StillNamesTheCulprit()
    {
        var topology = Topology(("a", "b"), ("b", "c"), ("c", "a"), ("a", "a"));
        var ranking = new RootCauseRanker().Rank(Input([Busy("b"), Quiet("a"), Quiet("c")]) with { Topology = topology, Symptoms = ["service:a"] });
        Assert.That(ranking.Suspects[0].Entity, Is.EqualTo("service:b"));
        Assert.That(ranking.CallPath, Is.EqualTo(new[] { "service:a", "service:b" }));
    }

    [Test]
    public void SymptomsAndChangesOfUnknownWorkloads_AreNoError()
    {
        var ranking = new RootCauseRanker().Rank(Input([Busy("b"), Quiet("a")]) with { Symptoms = ["", "service:nobody"], SymptomMetrics = [""], Topology = Topology(("x", "y")) });
        Assert.That(ranking.Suspects[0].Entity, Is.EqualTo("service:b"));
    }

    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    [TestCase(double.MaxValue)]
    [TestCase(double.MinValue)]
    public void ExtremeValues_GiveFiniteScores(double value)
    {
        var ranking = new RootCauseRanker().Rank(Input([Series("a", "cpu.usage", i => i % 3 == 0 ? value : i), Busy("b"), Quiet("c")]));
        Assert.That(ranking.Suspects, Is.Not.Empty);
        Assert.That(ranking.Suspects.Select(suspect => suspect.Score), Has.All.Matches<double>(double.IsFinite));
        Assert.That(ranking.Confidence, Is.InRange(0, 1));
    }

    [Test]
    public void SeriesWithoutSamplesOrOfUnequalLength_AreLeftOut()
    {
        var empty = new SeriesWindow(new SeriesKey(new EntityId("service:a"), "cpu.usage", [], "", SeriesKind.Gauge), [], []);
        var torn = Series("c", "cpu.usage", _ => 1) with { Values = [1, 2] };
        var ranking = new RootCauseRanker().Rank(Input([empty, torn, Busy("b"), Quiet("d")]));
        Assert.That(ranking.Suspects[0].Entity, Is.EqualTo("service:b"));
    }

    [Test]
    public void EntityWithoutName_DoesNotHideTheOthers()
    {
        var ranking = new RootCauseRanker().Rank(Input([Series("", "cpu.usage", _ => 1), Busy("b"), Quiet("c")]));
        Assert.That(ranking.Suspects[0].Entity, Is.EqualTo("service:b"));
    }

    [Test]
    public void OnlyAfterTheOnset_IsUndetermined() =>
        Assert.That(new RootCauseRanker().Rank(Input([Busy("b")]) with { OnsetAt = Onset.AddHours(-5) }).Culprit, Is.Null);

    [Test]
    public void FiftyThousandSeries_AreRankedWithinTheBound()
    {
        var options = new RootCauseOptions { MaxSeries = 50_000 };
        var series = new List<SeriesWindow>(50_100) { Busy("culprit") };
        var shared = Quiet("x");
        for (var i = 0; i < 50_099; i++)
        {
            series.Add(shared with { Series = new SeriesKey(new EntityId($"service:s{i % 500}"), $"gauge{i / 500}", [], "", SeriesKind.Gauge) });
        }

        var ranking = new RootCauseRanker(options).Rank(Input([.. series]));
        Assert.Multiple(() =>
        {
            Assert.That(ranking.Suspects[0].Entity, Is.EqualTo("service:culprit"));
            Assert.That(ranking.Suspects, Has.Count.LessThanOrEqualTo(10));
            Assert.That(ranking.Suspects.Select(suspect => suspect.Signals.Count), Has.All.LessThanOrEqualTo(10));
        });
    }

    private static RootCauseInput Input(SeriesWindow[] series) => new() { OnsetAt = Onset, At = Onset, Series = series };

    private static SeriesWindow Busy(string service) => Series(service, "cpu.usage", i => i >= 40 ? .9 : .1);

    private static SeriesWindow Quiet(string service) => Series(service, "cpu.usage", _ => .1);

    private static SeriesWindow Series(string service, string metric, Func<int, double> value)
    {
        var times = Enumerable.Range(-40, 50).Select(minute => Onset.AddMinutes(minute).ToUnixTimeMilliseconds()).ToArray();
        return new SeriesWindow(new SeriesKey(new EntityId($"service:{service}"), metric, [], "", SeriesKind.Gauge), times, [.. times.Select((_, i) => value(i) + (.001 * (i % 5)))]);
    }

    private static TopologyGraph Topology(params (string From, string To)[] calls)
    {
        var topology = new TopologyGraph();
        foreach (var (from, to) in calls)
        {
            topology.Observe(new EdgeObservation($"service:{from}", $"service:{to}", EdgeKind.Calls, 0, 1));
        }

        return topology;
    }
}
