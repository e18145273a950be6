using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Telemetry;
using AIOps.Remediation.Recovery;

namespace AIOps.Remediation.Tests.Recovery;

public sealed class FaultHistoryTests
{
    private static readonly DateTimeOffset Began = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = Began.AddHours(5);

    [Test]
    public void LeftAlone_RecoveredByItself() => Assert.That(Episode(Over(90)), Is.EqualTo((90.0, true)));

    [Test]
    public void RunbookThatActedBefore_Censors() =>
        Assert.That(Episode(Over(90, anchors => anchors with { AutoEngaged = At(30) })), Is.EqualTo((30.0, false)));

    [Test]
    public void RunbookThatCameTooLate_DoesNotCensor() =>
        Assert.That(Episode(Over(90, anchors => anchors with { AutoEngaged = At(120) })), Is.EqualTo((90.0, true)));

    [Test]
    public void PersonWhoTookIt_Censors() =>
        Assert.That(Episode(Over(90, anchors => anchors with { Acknowledged = At(40) })), Is.EqualTo((40.0, false)));

    [Test]
    public void PersonWhoActed_Censors() =>
        Assert.That(Episode(Over(90) with { Timeline = [new TimelineEntry(Began.AddSeconds(10), "state", "confirmed"), new TimelineEntry(Began.AddSeconds(50), "state", "ann acts", "ann")] }), Is.EqualTo((50.0, false)));

    [Test]
    public void PersonWhoOnlyWrote_DoesNotCensor() =>
        Assert.That(Episode(Over(90) with { Timeline = [new TimelineEntry(Began.AddSeconds(50), "note", "hm", "ann")] }), Is.EqualTo((90.0, true)));

    [Test]
    public void PersonsWordThatItIsOver_Censors() =>
        Assert.That(Episode(Over(90, anchors => anchors with { Mitigated = new Anchor(Began.AddSeconds(90), AnchorSource.Human), Resolved = new Anchor(Began.AddSeconds(90), AnchorSource.Human) })), Is.EqualTo((90.0, false)));

    [Test]
    public void StillThere_IsCensoredByThePresent() => Assert.That(Episode(Open()), Is.EqualTo((5 * 3600.0, false)));

    [Test]
    public void BackButStillWatched_IsCensoredWhenItCameBack() =>
        Assert.That(Episode(Open() with { State = IncidentState.Monitoring, StableSince = Began.AddSeconds(70) }), Is.EqualTo((70.0, false)));

    [TestCase(IncidentState.Cancelled)]
    [TestCase(IncidentState.Merged)]
    [TestCase(IncidentState.Suppressed)]
    [TestCase(IncidentState.Candidate)]
    public void OthersThanRealFaults_TellNothing(IncidentState state) => Assert.That(FaultHistory.EpisodeOf(Over(90) with { State = state }, Now), Is.Null);

    [Test]
    public void ForecastOrReopened_TellsNothing()
    {
        Assert.That(FaultHistory.EpisodeOf(Over(90) with { Predicted = true }, Now), Is.Null);
        Assert.That(FaultHistory.EpisodeOf(Over(90, anchors => anchors with { Reopened = [At(300)] }), Now), Is.Null);
    }

    [Test]
    public void Fault_IsTheStateFaultElseTheFirstSignal()
    {
        var metric = Some.Incident(fault: "", signal: "latency", at: Began);
        var both = metric with { Signals = [.. metric.Signals, new IncidentSignal(Some.Anomaly("z", EntityId.Parse(Some.Workload), "ProbeFailed", "hung", Severity.Critical, Began.AddSeconds(9)), Began, "")] };
        Assert.That(FaultHistory.FaultOf(metric with { Signals = [.. metric.Signals.Select(signal => signal with { Anomaly = signal.Anomaly with { Direction = AnomalyDirection.Up } })] }, Some.Workload), Is.EqualTo("metric latency up"));
        Assert.That(FaultHistory.FaultOf(both, Some.Workload), Is.EqualTo("hung"));
        Assert.That(FaultHistory.FaultOf(both, "service:other"), Is.Null);
    }

    private static (double, bool) Episode(Incident incident)
    {
        var episode = FaultHistory.EpisodeOf(incident, Now)!.Value;
        Assert.That((episode.Service, episode.Fault), Is.EqualTo((Some.Workload, "down")));
        return (episode.Lasted.TotalSeconds, episode.Recovered);
    }

    private static Incident Open() => Some.Incident(at: Began);

    private static Incident Over(double seconds, Func<IncidentAnchors, IncidentAnchors>? change = null)
    {
        var open = Open();
        var anchors = open.Anchors with { Mitigated = At(seconds), Resolved = At(seconds + 120) };
        return open with { State = IncidentState.Resolved, Anchors = change?.Invoke(anchors) ?? anchors };
    }

    private static Anchor At(double seconds) => new(Began.AddSeconds(seconds), AnchorSource.Measured);
}
