using AIOps.Contracts.Incidents;

namespace AIOps.Notifications.Policy;

/// <summary>
/// What is told, and when: an incident's first showing, changes of state, culprit and priority, its end, and at most one page for each time it opens.
/// Pure: the thread so far and the incident in, the thread and the messages out.
/// </summary>
public static class NotificationPolicy
{
    /// <summary>What an incident's new version calls for.</summary>
    /// <param name="thread">What was told so far.</param>
    /// <param name="incident">The new version; an older or repeated one calls for nothing new.</param>
    /// <param name="now">Our clock, UTC.</param>
    /// <returns>The thread to store and the messages to send, in order.</returns>
    public static (NotificationThread Thread, IReadOnlyList<Notification> Notifications) Apply(NotificationThread thread, Incident incident, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(thread);
        ArgumentNullException.ThrowIfNull(incident);
        if (incident.State is IncidentState.Candidate || (thread.Sequence == 0 && IsEnd(incident.State) && !incident.Page.Wanted))
        {
            return (thread, []); // not shown yet, or gone before it was
        }

        var messages = new List<Notification>();
        var next = thread with { Last = IncidentNotice.Of(incident) };
        if (thread.State is { } told && IsEnd(told) && !IsEnd(incident.State))
        {
            next = next with { Paged = false }; // reopened: it may page again
        }

        if (Tells(thread, incident) is { } said)
        {
            next = next with { Sequence = next.Sequence + 1 };
            messages.Add(Notification.About(incident, next.Sequence, said.Kind, said.Reason, now));
        }

        next = next with { State = incident.State, Culprit = incident.RootCause?.Culprit, Priority = incident.Priority };
        next = Hold(next, incident);
        return next.HeldUntil <= now ? AddPage(next, messages, incident, now) : (next, messages);
    }

    /// <summary>The page whose hold has run out, when nobody called it off: sent from what is stored, so it needs neither engine nor leader.</summary>
    /// <param name="thread">What was told so far.</param>
    /// <param name="now">Our clock, UTC.</param>
    public static (NotificationThread Thread, Notification? Page) Release(NotificationThread thread, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(thread);
        if (thread.HeldUntil is not { } until || until > now || thread.Last is null)
        {
            return (thread, null);
        }

        var next = thread with { Sequence = thread.Sequence + 1, Paged = true, HeldUntil = null };
        return (next, new Notification
        {
            Id = $"{thread.IncidentId}/{next.Sequence}",
            IncidentId = thread.IncidentId,
            Sequence = next.Sequence,
            Kind = NotificationKind.Page,
            At = now,
            Reason = thread.PageReason,
            Incident = thread.Last,
        });
    }

    private static (NotificationThread Thread, IReadOnlyList<Notification> Notifications) AddPage(NotificationThread thread, List<Notification> messages, Incident incident, DateTimeOffset now)
    {
        // The page says all that the quiet message would have said, and takes its number.
        var replaced = messages.RemoveAll(message => message.Kind is NotificationKind.Updated);
        var sequence = thread.Sequence + 1 - replaced;
        messages.Add(Notification.About(incident, sequence, NotificationKind.Page, incident.Page.Reason, now));
        return (thread with { Sequence = sequence, Paged = true, HeldUntil = null }, messages);
    }

    private static NotificationThread Hold(NotificationThread thread, Incident incident)
    {
        if (!incident.Page.Wanted || thread.Paged || IsEnd(incident.State) || incident.State is IncidentState.Suppressed)
        {
            return thread with { HeldUntil = null };
        }

        return thread with { HeldUntil = incident.Page.HeldUntil ?? DateTimeOffset.MinValue, PageReason = incident.Page.Reason };
    }

    private static (NotificationKind Kind, string Reason)? Tells(NotificationThread thread, Incident incident)
    {
        if (thread.Sequence == 0)
        {
            return (NotificationKind.Opened, "opened");
        }

        if (thread.State != incident.State)
        {
            return (IsEnd(incident.State) ? NotificationKind.Ended : NotificationKind.Updated, $"now {Word(incident.State)}");
        }

        if (incident.RootCause?.Culprit is { } culprit && culprit != thread.Culprit)
        {
            return (NotificationKind.Updated, thread.Culprit is null ? $"culprit named: {culprit}" : $"culprit corrected: {culprit}, was {thread.Culprit}");
        }

        return thread.Priority != incident.Priority ? (NotificationKind.Updated, $"priority {thread.Priority} is now {incident.Priority}") : null;
    }

    private static string Word(IncidentState state) => state switch
    {
        IncidentState.Open => "open",
        IncidentState.Acknowledged => "acknowledged",
        IncidentState.Mitigating => "being repaired",
        IncidentState.Monitoring => "repaired and being watched",
        IncidentState.Resolved => "resolved",
        IncidentState.Closed => "closed",
        IncidentState.Suppressed => "suppressed by maintenance",
        IncidentState.Merged => "continued in another incident",
        IncidentState.Cancelled => "cancelled",
        _ => "a candidate",
    };

    private static bool IsEnd(IncidentState state) => state is IncidentState.Resolved or IncidentState.Closed or IncidentState.Merged or IncidentState.Cancelled;
}
