using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Telemetry;
using AIOps.Incidents.Correlation;
using AIOps.Incidents.Topology;

namespace AIOps.Incidents.Tests.Correlation;

/// <summary>10,000 anomalies on 500 services with planted incidents and noise: what belongs together is found, and nothing critical is lost.</summary>
public sealed class GroupingScaleTests
{
    // A guard against getting worse; the aim (.92 and more) is reported in tests/results.
    [TestCase(3)]
    [TestCase(30)]
    public void PlantedIncidents_AreFoundApart(int planted)
    {
        var scenario = GroupingScenario.Make(planted, seed: 7);
        var correlator = new Correlator(new CorrelatorOptions(), scenario.Topology, _ => null, Numbers());
        foreach (var (anomaly, _) in scenario.Signals)
        {
            correlator.Apply(anomaly, anomaly.DetectedAt);
        }

        var (f1, lost) = scenario.Judge(correlator.Incidents);
        TestContext.Out.WriteLine($"{planted} planted: F1 {f1:0.000}, {lost} critical lost, {correlator.Counters.Comparisons} comparisons");
        Assert.Multiple(() =>
        {
            Assert.That(f1, Is.GreaterThanOrEqualTo(.55));
            Assert.That(lost, Is.Zero, "a critical signal is in no incident that is shown");
        });
    }

    [Test]
    public void FiftyThousandSeriesInOneIncident_AreBounded()
    {
        var correlator = new Correlator(new CorrelatorOptions(), new TopologyGraph(), _ => null, Numbers());
        var now = GroupingScenario.Start;
        correlator.Apply(Enumerable.Range(0, 50_000).Select(i => GroupingScenario.Anomaly($"a{i}", "service:big", now, Severity.Error, .9)), now);
        var incident = correlator.Incidents.Single();
        Assert.Multiple(() =>
        {
            Assert.That(incident.Signals, Has.Count.EqualTo(500));
            Assert.That(incident.SignalsOmitted, Is.EqualTo(49_500));
            Assert.That(correlator.Counters.SignalsOmitted, Is.EqualTo(49_500));
        });
    }

    private static Func<string> Numbers()
    {
        var number = 0;
        return () => $"INC-{++number}";
    }
}
