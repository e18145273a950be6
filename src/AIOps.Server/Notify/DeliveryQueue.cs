using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Notifications.Policy;

namespace AIOps.Server.Notify;

/// <summary>The order in which a channel's pending messages go out: in sequence for each incident, incidents with a page first, then the oldest.</summary>
internal static class DeliveryQueue
{
    /// <summary>What to send now, what a later message makes superfluous, and when to look again at the latest.</summary>
    /// <param name="pending">The channel's pending documents.</param>
    /// <param name="consolidates">Whether quiet messages may be dropped in favour of later ones.</param>
    /// <param name="quietUntil">Until when an incident may get no quiet update.</param>
    /// <param name="now">Our clock.</param>
    public static Choice Choose(IReadOnlyList<Document> pending, bool consolidates, Func<string, DateTimeOffset> quietUntil, DateTimeOffset now)
    {
        var superseded = new List<Document>();
        var ready = new List<(Document Document, Delivery Delivery, bool Urgent)>();
        DateTimeOffset? wake = null;
        var byIncident = pending
            .Select(document => (Document: document, Delivery: AIOpsJson.Read<Delivery>(document.Body)))
            .GroupBy(entry => entry.Delivery.Notification.IncidentId, StringComparer.Ordinal);
        foreach (var incident in byIncident)
        {
            var ordered = incident.OrderBy(entry => entry.Delivery.Notification.Sequence).ToList();
            while (consolidates && ordered.Count > 1 && !ordered[0].Delivery.Notification.MustArrive)
            {
                superseded.Add(ordered[0].Document);
                ordered.RemoveAt(0);
            }

            var (document, delivery) = ordered[0];
            var due = delivery.NextAttemptAt ?? DateTimeOffset.MinValue;
            if (delivery.Notification.Kind is NotificationKind.Updated && quietUntil(incident.Key) is var quiet && quiet > due)
            {
                due = quiet;
            }

            if (due <= now)
            {
                ready.Add((document, delivery, ordered.Exists(entry => entry.Delivery.Notification.Kind is NotificationKind.Page)));
            }
            else if (wake is null || due < wake)
            {
                wake = due;
            }
        }

        return new Choice(
            [.. ready.OrderByDescending(entry => entry.Urgent).ThenBy(entry => entry.Delivery.Notification.At).Select(entry => (entry.Document, entry.Delivery))],
            superseded,
            wake);
    }

    /// <summary>What <see cref="Choose"/> decided.</summary>
    public sealed record Choice(IReadOnlyList<(Document Document, Delivery Delivery)> Ready, IReadOnlyList<Document> Superseded, DateTimeOffset? WakeAt);
}
