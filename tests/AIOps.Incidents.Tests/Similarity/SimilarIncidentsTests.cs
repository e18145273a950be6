using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Incidents.Similarity;
using AIOps.Incidents.Tests.Correlation;

namespace AIOps.Incidents.Tests.Similarity;

public sealed class SimilarIncidentsTests
{
    private static readonly DateTimeOffset Start = GroupingScenario.Start;

    [Test]
    public void SameCulpritMannerAndSignals_ComeFirst()
    {
        var found = SimilarIncidents.Find(Make("INC-9", 9, "orders", "resource", ["orders cpu", "gateway latency"]), Past());
        Assert.Multiple(() =>
        {
            Assert.That(found[0].Incident.Id, Is.EqualTo("INC-1"));
            Assert.That(found[0].Similarity, Is.GreaterThan(.9));
            Assert.That(found[0].Shared[0], Is.EqualTo("culprit orders"));
            Assert.That(found[0].Shared, Has.Some.Contains("cpu"));
        });
    }

    [Test]
    public void SameCulpritWithOtherTrouble_IsLessAlike()
    {
        var found = SimilarIncidents.Find(Make("INC-9", 9, "orders", "resource", ["orders cpu"]), Past());
        Assert.That(found.Select(one => one.Incident.Id).ToArray(), Is.EqualTo(new[] { "INC-1", "INC-2" }));
    }

    [Test]
    public void SameTroubleElsewhere_IsFoundAndSaysSo()
    {
        var found = SimilarIncidents.Find(Make("INC-9", 9, "carts", "resource", ["carts cpu", "gateway latency"]), Past());
        Assert.That(found[0].Incident.Id, Is.EqualTo("INC-1"));
        Assert.That(found[0].Shared, Has.Some.EndsWith("elsewhere"));
    }

    [Test]
    public void SignalThatEveryIncidentHas_MakesNoneAlike()
    {
        var past = Enumerable.Range(0, 40).Select(i => Make($"INC-{i}", i, $"s{i}", "", ["gateway latency", $"s{i} queue{i}"])).ToArray();
        Assert.That(SimilarIncidents.Find(Make("INC-90", 90, "s90", "", ["gateway latency", "s90 disk"]), past), Is.Empty);
    }

    [TestCase(IncidentState.Cancelled)]
    [TestCase(IncidentState.Merged)]
    [TestCase(IncidentState.Candidate)]
    public void WhatWasNoIncident_IsPassedOver(IncidentState state) =>
        Assert.That(SimilarIncidents.Find(Make("INC-9", 9, "orders", "resource", ["orders cpu"]), [Make("INC-1", 1, "orders", "resource", ["orders cpu"]) with { State = state }]), Is.Empty);

    [Test]
    public void ItselfAndLaterOnes_ArePassedOver()
    {
        var own = Make("INC-9", 9, "orders", "resource", ["orders cpu"]);
        Assert.That(SimilarIncidents.Find(own, [own, Make("INC-10", 10, "orders", "resource", ["orders cpu"])]), Is.Empty);
    }

    [Test]
    public void WithoutSignalsAndCulprit_FindsNothing()
    {
        var bare = Make("INC-9", 9, "orders", "", []) with { RootCause = null, AnchorEntity = "service:unknown" };
        Assert.That(SimilarIncidents.Find(bare, Past()), Is.Empty);
    }

    private static Incident[] Past() =>
    [
        Make("INC-1", 1, "orders", "resource", ["orders cpu", "gateway latency"]),
        Make("INC-2", 2, "orders", "log-errors", ["orders template-17"]),
        Make("INC-3", 3, "payments", "state", ["payments probe"]),
    ];

    private static Incident Make(string id, int hour, string culprit, string manner, string[] signals) => new()
    {
        Id = id,
        State = IncidentState.Resolved,
        Title = id,
        Severity = Severity.Error,
        Priority = Priority.P2,
        Service = $"service:{culprit}",
        AnchorEntity = $"service:{culprit}",
        Signals = [.. signals.Select(signal => new IncidentSignal(
            GroupingScenario.Anomaly($"{id}-{signal}", $"service:{signal.Split(' ')[0]}", Start.AddHours(hour), Severity.Error, .9) with { Signal = signal.Split(' ')[1] }, Start.AddHours(hour), ""))],
        RootCause = new RootCauseRanking
        {
            Version = 1,
            At = Start.AddHours(hour),
            Confidence = .8,
            Undetermined = false,
            Suspects = [new Suspect { Entity = $"service:{culprit}", Score = 3, For = manner.Length > 0 ? [new EvidenceTerm(manner, 3, "")] : [] }],
        },
        Anchors = new IncidentAnchors { Detected = new Anchor(Start.AddHours(hour), AnchorSource.Measured) },
        UpdatedAt = Start.AddHours(hour),
    };
}
