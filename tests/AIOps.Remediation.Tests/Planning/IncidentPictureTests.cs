using AIOps.Contracts.Incidents;
using AIOps.Contracts.Telemetry;
using AIOps.Contracts.Events;
using AIOps.Remediation.Expressions;
using AIOps.Remediation.Planning;
using AIOps.Remediation.Runbooks;

namespace AIOps.Remediation.Tests.Planning;

/// <summary>The name of a fault, by which a run is made once: the same while the fault lasts, another when it broke again; and what triggers see of an incident.</summary>
public sealed class IncidentPictureTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void FurtherSignal_LeavesTheEpisode()
    {
        var incident = Some.Incident(at: At);
        var later = new IncidentSignal(Signal("later", At.AddSeconds(40)), At.AddSeconds(40), "same workload");
        Assert.That(Episode(incident with { Signals = [.. incident.Signals, later] }), Is.EqualTo(Episode(incident)));
    }

    [Test]
    public void SameFaultInAnotherIncident_IsTheSameEpisode()
    {
        var incident = Some.Incident(at: At);
        Assert.That(Episode(incident with { Id = "INC-2" }), Is.EqualTo(Episode(incident)), "a merge or a split is no other fault");
    }

    [Test]
    public void ReopenedBySignalsOfTheTimeBefore_IsAnotherEpisode()
    {
        var incident = Some.Incident(at: At);
        var reopened = Reopened(incident, At.AddMinutes(10));
        Assert.That(Episode(reopened), Is.Not.EqualTo(Episode(incident)));
    }

    [TestCase(.7, ExpectedResult = false, Description = "a trifle that is among a suspect's largest changes")]
    [TestCase(37.7, ExpectedResult = true)]
    public bool WhatARankingLists_IsAFactWhenItChanged(double score)
    {
        var incident = Some.Incident();
        var suspect = incident.RootCause!.Suspects[0] with { Signals = [new RankedSignal { Signal = "process.memory.usage of orders-1", Score = score }] };
        var picture = IncidentPicture.Of(incident with { RootCause = incident.RootCause with { Suspects = [suspect] } }, new TestCatalogue(Some.Service()), [])!;
        return Expression.TryParse("signals matches 'memory'", RunbookVariables.Incident, out _)!.Holds(picture.Facts);
    }

    [Test]
    public void ReopenedByAFreshSignal_IsNamedAfterIt()
    {
        var incident = Reopened(Some.Incident(at: At), At.AddMinutes(10));
        var fresh = new IncidentSignal(Signal("fresh", At.AddMinutes(10)), At.AddMinutes(10), "it is back");
        Assert.That(Episode(incident with { Signals = [.. incident.Signals, fresh] }), Does.StartWith("fresh@"));
    }

    [Test]
    public void ReopenedTwice_AreTwoEpisodes()
    {
        var once = Reopened(Some.Incident(at: At), At.AddMinutes(10));
        Assert.That(Episode(Reopened(once, At.AddMinutes(20))), Is.Not.EqualTo(Episode(once)));
    }

    private static string Episode(Incident incident) => IncidentPicture.Of(incident, new TestCatalogue(Some.Service()), [])!.Episode;

    private static Incident Reopened(Incident incident, DateTimeOffset at) =>
        incident with { Anchors = incident.Anchors with { Reopened = [.. incident.Anchors.Reopened, new Anchor(at, AnchorSource.Measured)] } };

    private static Anomaly Signal(string id, DateTimeOffset at) => Some.Anomaly(id, new EntityId(Some.Workload, "orders-1"), "ProbeFailed", "down", Severity.Critical, at);
}
