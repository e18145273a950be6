using AIOps.Contracts.Incidents;
using AIOps.Notifications.Policy;

namespace AIOps.Notifications.Tests.Policy;

[TestFixture]
public sealed class NotificationPolicyTests
{
    private static readonly DateTimeOffset Now = SomeIncident.Now;
    private static readonly PageDecision PageNow = new(true, null, "tier 1 is down");
    private static readonly PageDecision PageLater = new(true, Now.AddSeconds(30), "tier 1 is down");

    [Test]
    public void Candidate_TellsNothing()
    {
        var (thread, said) = NotificationPolicy.Apply(Fresh(), SomeIncident.In(IncidentState.Candidate, PageNow), Now);
        Assert.That(said, Is.Empty);
        Assert.That(thread.Sequence, Is.Zero);
    }

    [Test]
    public void SameVersionTwice_TellsOnce()
    {
        var incident = SomeIncident.In(IncidentState.Open, PageNow);
        var (thread, first) = NotificationPolicy.Apply(Fresh(), incident, Now);
        var (_, second) = NotificationPolicy.Apply(thread, incident, Now);
        Assert.That(first.Select(message => message.Kind), Is.EqualTo([NotificationKind.Opened, NotificationKind.Page]));
        Assert.That(second, Is.Empty);
    }

    [Test]
    public void Sequence_RisesWithoutGaps()
    {
        var thread = Fresh();
        var numbers = new List<int>();
        foreach (var incident in new[]
        {
            SomeIncident.In(IncidentState.Open),
            SomeIncident.In(IncidentState.Open, culprit: "service:a"),
            SomeIncident.In(IncidentState.Mitigating, PageNow, culprit: "service:a"),
            SomeIncident.In(IncidentState.Monitoring, PageNow, culprit: "service:a"),
            SomeIncident.In(IncidentState.Resolved, PageNow, culprit: "service:a"),
        })
        {
            (thread, var said) = NotificationPolicy.Apply(thread, incident, Now);
            numbers.AddRange(said.Select(message => message.Sequence));
        }

        Assert.That(numbers, Is.EqualTo(Enumerable.Range(1, thread.Sequence)));
    }

    [Test]
    public void HeldPage_GoesOutWhenItsHoldEnds_FromWhatIsStored()
    {
        var (thread, said) = NotificationPolicy.Apply(Fresh(), SomeIncident.In(IncidentState.Mitigating, PageLater), Now);
        Assert.That(said.Select(message => message.Kind), Is.EqualTo([NotificationKind.Opened]));
        Assert.That(NotificationPolicy.Release(thread, Now.AddSeconds(29)).Page, Is.Null);

        var (after, page) = NotificationPolicy.Release(thread, Now.AddSeconds(30));
        Assert.That(page?.Kind, Is.EqualTo(NotificationKind.Page));
        Assert.That(NotificationPolicy.Release(after, Now.AddSeconds(31)).Page, Is.Null);
    }

    [Test]
    public void RepairInsideTheHold_WakesNobody()
    {
        var (thread, _) = NotificationPolicy.Apply(Fresh(), SomeIncident.In(IncidentState.Mitigating, PageLater), Now);
        (thread, _) = NotificationPolicy.Apply(thread, SomeIncident.In(IncidentState.Resolved, PageLater), Now.AddSeconds(20));
        Assert.That(NotificationPolicy.Release(thread, Now.AddMinutes(5)).Page, Is.Null);
    }

    [Test]
    public void FailedRepair_PagesAtOnce()
    {
        var (thread, _) = NotificationPolicy.Apply(Fresh(), SomeIncident.In(IncidentState.Mitigating, PageLater), Now);
        var (_, said) = NotificationPolicy.Apply(thread, SomeIncident.In(IncidentState.Open, PageNow), Now.AddSeconds(5));
        Assert.That(said.Select(message => message.Kind), Is.EqualTo([NotificationKind.Page]));
    }

    [Test]
    public void Reopened_MayPageAgain()
    {
        var (thread, _) = NotificationPolicy.Apply(Fresh(), SomeIncident.In(IncidentState.Open, PageNow), Now);
        (thread, _) = NotificationPolicy.Apply(thread, SomeIncident.In(IncidentState.Resolved, PageNow), Now);
        var (_, said) = NotificationPolicy.Apply(thread, SomeIncident.In(IncidentState.Open, PageNow), Now);
        Assert.That(said.Select(message => message.Kind), Is.EqualTo([NotificationKind.Page]));
    }

    [Test]
    public void CulpritCorrected_TellsBothNames()
    {
        var (thread, _) = NotificationPolicy.Apply(Fresh(), SomeIncident.In(IncidentState.Open, culprit: "service:a"), Now);
        var (_, said) = NotificationPolicy.Apply(thread, SomeIncident.In(IncidentState.Open, culprit: "service:b"), Now);
        Assert.That(said.Single().Reason, Does.Contain("service:a").And.Contain("service:b"));
    }

    private static NotificationThread Fresh() => new() { IncidentId = "INC-7" };
}
