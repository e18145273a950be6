using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Storage;
using AIOps.Notifications.Policy;
using AIOps.Server.Notify;

namespace AIOps.Server.Tests.Notify;

[TestFixture]
public sealed class DeliveryQueueTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void OneIncident_GoesOutInSequence()
    {
        var choice = DeliveryQueue.Choose([Pending("INC-1", 2), Pending("INC-1", 1)], false, Never, Now);
        Assert.That(choice.Ready.Select(ready => ready.Delivery.Notification.Sequence), Is.EqualTo([1]));
    }

    [Test]
    public void MessageThatWaits_BlocksItsIncidentOnly()
    {
        var choice = DeliveryQueue.Choose([Pending("INC-1", 1, next: Now.AddSeconds(30)), Pending("INC-1", 2), Pending("INC-2", 1)], false, Never, Now);
        Assert.That(choice.Ready.Select(ready => ready.Delivery.Notification.IncidentId), Is.EqualTo(["INC-2"]));
        Assert.That(choice.WakeAt, Is.EqualTo(Now.AddSeconds(30)));
    }

    [Test]
    public void People_GetTheLatestQuietMessageButEveryPage()
    {
        var choice = DeliveryQueue.Choose(
            [Pending("INC-1", 1), Pending("INC-1", 2), Pending("INC-1", 3, NotificationKind.Page), Pending("INC-1", 4)], true, Never, Now);
        Assert.That(choice.Superseded, Has.Count.EqualTo(2));
        Assert.That(choice.Ready.Single().Delivery.Notification.Sequence, Is.EqualTo(3));
    }

    [Test]
    public void Page_OvertakesOtherIncidents()
    {
        var choice = DeliveryQueue.Choose([Pending("INC-1", 1), Pending("INC-2", 1, NotificationKind.Page)], false, Never, Now);
        Assert.That(choice.Ready[0].Delivery.Notification.IncidentId, Is.EqualTo("INC-2"));
    }

    [Test]
    public void QuietUpdate_KeepsItsDistance()
    {
        var choice = DeliveryQueue.Choose([Pending("INC-1", 2)], true, _ => Now.AddSeconds(10), Now);
        Assert.That(choice.Ready, Is.Empty);
        Assert.That(choice.WakeAt, Is.EqualTo(Now.AddSeconds(10)));
    }

    private static DateTimeOffset Never(string incident) => DateTimeOffset.MinValue;

    private static Document Pending(string incident, int sequence, NotificationKind kind = NotificationKind.Updated, DateTimeOffset? next = null)
    {
        var delivery = new Delivery
        {
            Channel = "slack",
            NextAttemptAt = next,
            Notification = new Notification
            {
                Id = $"{incident}/{sequence}",
                IncidentId = incident,
                Sequence = sequence,
                Kind = kind,
                At = Now,
                Reason = "changed",
                Incident = new IncidentNotice { State = IncidentState.Open, Title = "t", Severity = Severity.Error, Priority = Priority.P2, Service = "service:a" },
            },
        };
        var write = delivery.ToWrite(Delivery.Pending, 0);
        return new Document(write.Kind, write.Id, 1, write.State, write.Key, write.AtMs, write.Body!);
    }
}
