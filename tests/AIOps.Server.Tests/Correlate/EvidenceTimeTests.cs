using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;
using AIOps.Server.Correlate;

namespace AIOps.Server.Tests.Correlate;

/// <summary>Which time a ranking may look at. Seconds count from the first fault's impact.</summary>
public sealed class EvidenceTimeTests
{
    private static readonly DateTimeOffset Zero = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void NothingElseHappened_AllIsEvidence()
    {
        var time = Of(Incident("INC-2", impact: 0, detected: 10));
        Assert.Multiple(() =>
        {
            Assert.That(time.Onset, Is.EqualTo(Zero));
            Assert.That(Kept(time), Has.Count.EqualTo(31));
        });
    }

    [Test]
    public void OnsetThatFallsIntoAFaultThatWasOver_BeginsWhenThatEnded_AndItsTimeIsNoEvidence()
    {
        var time = Of(Incident("INC-2", impact: 60, detected: 180), Incident("INC-1", impact: 50, detected: 52, mitigated: 120));
        Assert.Multiple(() =>
        {
            Assert.That(time.Onset, Is.EqualTo(Zero.AddSeconds(120)));
            Assert.That(Kept(time), Has.None.InRange(50, 119).And.Some.EqualTo(40).And.Some.EqualTo(120));
        });
    }

    [TestCase(200, true, Description = "it was not over when this one was noticed: it may be its cause, or its victim")]
    [TestCase(120, false, Description = "it was far away")]
    public void OtherFault_MayBeEvidence(int mitigated, bool near)
    {
        var time = Of(Incident("INC-2", impact: 60, detected: 180), near, null, Incident("INC-1", impact: 50, detected: 52, mitigated: mitigated));
        Assert.That((time.Onset, Kept(time).Count), Is.EqualTo((Zero.AddSeconds(60), 31)));
    }

    [Test]
    public void ReopenedIncident_LooksAtWhatCameBack()
    {
        var time = Of(Incident("INC-1", impact: 0, detected: 5) with { Anchors = new() { ImpactStarted = At(0), Detected = At(5), Reopened = [At(200)] } });
        Assert.That((time.Onset, Kept(time).Min()), Is.EqualTo((Zero.AddSeconds(170), 170)));
    }

    [Test]
    public void SecondCauseOfOneIncident_IsSoughtInWhatIsLeftAfterTheFirstWasRepaired()
    {
        var time = Of(Incident("INC-1", impact: 20, detected: 25), true, "INC-1");
        Assert.That((time.Onset, Kept(time)), Is.EqualTo((Zero.AddSeconds(100), new[] { 0, 10, 100, 110, 120, 130, 140, 150, 160, 170, 180, 190, 200, 210, 220, 230, 240, 250, 260, 270, 280, 290, 300 })));
    }

    private static EvidenceTime Of(Incident incident, params Incident[] others) => Of(incident, true, null, others);

    private static EvidenceTime Of(Incident incident, bool near, string? repaired, params Incident[] others) =>
        EvidenceTime.Of(incident, [incident, .. others], _ => near, id => id == repaired ? Zero.AddSeconds(100) : null, Zero.AddSeconds(300));

    private static List<int> Kept(EvidenceTime time)
    {
        long[] times = [.. Enumerable.Range(0, 31).Select(step => Zero.ToUnixTimeMilliseconds() + (step * 10_000L))];
        var cut = time.Cut(new SeriesWindow(new SeriesKey(new EntityId("service:a"), "m", [], "", SeriesKind.Gauge), times, [.. times.Select(at => (double)(at - times[0]) / 1000)]));
        Assert.That(cut.Values, Is.EqualTo(cut.Times.Select(at => (double)(at - times[0]) / 1000)));
        return [.. cut.Values.Select(value => (int)value)];
    }

    private static Anchor At(int second) => new(Zero.AddSeconds(second), AnchorSource.Measured);

    private static Incident Incident(string id, int impact, int detected, int? mitigated = null) => new()
    {
        Id = id,
        State = mitigated is null ? IncidentState.Open : IncidentState.Resolved,
        Title = id,
        Severity = Severity.Error,
        Priority = Priority.P3,
        Service = "service:a",
        AnchorEntity = "service:a",
        Anchors = new IncidentAnchors { ImpactStarted = At(impact), Detected = At(detected), Mitigated = mitigated is { } over ? At(over) : null },
        UpdatedAt = Zero,
    };
}
