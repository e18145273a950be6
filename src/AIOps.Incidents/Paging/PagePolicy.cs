using AIOps.Contracts.Incidents;
using AIOps.Incidents.Correlation;

namespace AIOps.Incidents.Paging;

/// <summary>
/// Who wakes somebody: P1 and P2 do. A page is held while an automatic run that may repair the incident proceeds, 30 s for a P1 and 2 min for others at most;
/// failure, harm and spread release it. A member that is away while its peers serve is no page.
/// </summary>
internal sealed class PagePolicy(CorrelatorOptions options, CorrelatorMemory memory)
{
    public void Decide(OpenIncident incident, bool partial, Incident? parent, DateTimeOffset now)
    {
        var record = incident.Record;
        if (record.Page.Wanted || record.State is IncidentState.Monitoring or IncidentState.Resolved)
        {
            return;
        }

        var reason = record switch
        {
            { Predicted: true } => "it is only predicted",
            _ when partial => "peers serve while a member is away",
            { Priority: > Priority.P2 } => $"{record.Priority} does not wake anybody",
            _ when parent is { Page.Wanted: true } && parent.Priority <= record.Priority && parent.State != IncidentState.Resolved => $"{parent.Id}, from which it spread, pages",
            _ => null,
        };
        if (reason is not null)
        {
            incident.Record = record with { Page = PageDecision.None(reason) };
            return;
        }

        // automation reads the same event as the notifier: without this moment the page would always win the race
        DateTimeOffset? held = incident.Work.HoldEnd is { } end ? (end > now ? end : null) : now + options.PageDecisionTime;
        if (PageBudget.RestsOnStatistics(incident) && memory.Pages.IsSpent(options.FalsePagesPerShift, now))
        {
            var waits = now + (record.Priority == Priority.P1 ? options.PageHold : options.PageWaitWhenSpent);
            held = held > waits ? held : waits;
            memory.Counters.PagesDelayed++;
            incident.Tell(now, "page", $"the page waits until {held:HH:mm:ss}: the shift has had its false pages, and this one rests on statistics alone");
        }

        memory.Counters.Pages++;
        incident.Record = record with { Page = new PageDecision(true, held, $"{record.Priority}: impact {record.Impact}, urgency {record.Urgency}") };
        incident.Tell(now, "page", $"page wanted: {incident.Record.Page.Reason}");
    }

    /// <summary>Holds the page; the first hold's end is the last moment, whatever is asked later.</summary>
    public DateTimeOffset Hold(OpenIncident incident, DateTimeOffset? until, DateTimeOffset now)
    {
        var latest = incident.Work.HoldEnd ?? now + (incident.Record.Priority == Priority.P1 ? options.PageHoldP1 : options.PageHold);
        var end = until is { } asked && asked < latest ? asked : latest;
        incident.Work = incident.Work with { HoldEnd = end };
        if (!incident.Record.Page.Wanted)
        {
            return end;
        }

        incident.Record = incident.Record with { Page = incident.Record.Page with { HeldUntil = end } };
        incident.Tell(now, "page", $"page held until {end:HH:mm:ss} while an automatic run proceeds");
        return end;
    }

    /// <summary>Lets a page go that is held or was withdrawn.</summary>
    public static void Release(OpenIncident incident, string why, DateTimeOffset now)
    {
        var record = incident.Record;
        incident.Work = incident.Work with { HoldEnd = incident.Work.HoldEnd is null ? null : now };
        if (record.Page.Wanted && record.Page.HeldUntil is null)
        {
            return;
        }

        if (record.Page.Wanted || record.Priority <= Priority.P2)
        {
            incident.Record = record with { Page = new PageDecision(true, null, why) };
            incident.Tell(now, "page", $"page: {why}");
        }
    }

    /// <summary>Takes a held page back: nobody needs to wake. A page that went out stays.</summary>
    public static void Withdraw(OpenIncident incident, string why, DateTimeOffset now)
    {
        if (incident.Record.Page is { Wanted: true, HeldUntil: not null })
        {
            incident.Record = incident.Record with { Page = PageDecision.None(why) };
            incident.Tell(now, "page", $"no page: {why}");
        }
    }

    /// <summary>Ends a hold whose time is over; true when something changed.</summary>
    public static bool Expire(OpenIncident incident, DateTimeOffset now)
    {
        if (incident.Record.Page is not { Wanted: true, HeldUntil: { } until } || now < until)
        {
            return false;
        }

        if (incident.State == IncidentState.Monitoring && incident.Record.StableSince is not null)
        {
            Withdraw(incident, "the run is done and the signals are back; a failed verification pages", now);
            return true;
        }

        var why = incident.Work.HoldEnd is null ? incident.Record.Page.Reason : "the automatic run did not repair it in time";
        incident.Record = incident.Record with { Page = new PageDecision(true, null, why) };
        incident.Tell(now, "page", $"page: {incident.Record.Page.Reason}");
        return true;
    }
}
