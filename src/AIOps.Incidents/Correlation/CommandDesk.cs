using AIOps.Contracts.Incidents;
using AIOps.Incidents.Lifecycle;
using AIOps.Incidents.Paging;

namespace AIOps.Incidents.Correlation;

/// <summary>Takes commands: each is a transition of the table, or is refused with the reason and the remedy.</summary>
internal sealed class CommandDesk(
    CorrelatorOptions options, IncidentIndex index, IncidentLifecycle lifecycle, IncidentRegrouping regrouping, CorrelatorMemory memory, ChangeSet changes, Func<string> nextId)
{
    /// <summary>Null when the command was taken, else why not.</summary>
    public string? Take(IncidentCommand command, DateTimeOffset now)
    {
        if (index.Find(command.IncidentId) is not { } incident)
        {
            return $"incident {command.IncidentId} is unknown, closed, merged or cancelled: {command.Action} does not apply";
        }

        var rejection = command.Action switch
        {
            IncidentAction.Acknowledge => Acknowledge(incident, command, now),
            IncidentAction.Resolve => Resolve(incident, command, now),
            IncidentAction.Close => End(incident, command, IncidentEvent.Closed, now),
            IncidentAction.Cancel => Cancel(incident, command, now),
            IncidentAction.Reopen => lifecycle.Reopen(incident, now, Reason(command, "reopened"), command.Actor) ? null : Illegal(incident, command),
            IncidentAction.Merge => Merge(incident, command, now),
            IncidentAction.Split => Split(incident, command, now),
            IncidentAction.Note => Note(incident, command, now),
            IncidentAction.CorrectImpactStart => CorrectImpactStart(incident, command, now),
            IncidentAction.HoldPage => HoldPage(incident, command, now),
            IncidentAction.MitigationStarted => MitigationStarted(incident, command, now),
            IncidentAction.MitigationDone => MitigationDone(incident, command, now),
            IncidentAction.MitigationFailed => Failed(incident, command, IncidentEvent.MitigationFailed, now),
            IncidentAction.VerificationFailed => Failed(incident, command, IncidentEvent.VerificationFailed, now),
            IncidentAction.VerificationPassed => VerificationPassed(incident, command, now),
            IncidentAction.Notified => Notified(incident, command),
            IncidentAction.OverridePriority => Override(incident, command, now),
            _ => $"{command.Action} is not known",
        };
        if (rejection is null)
        {
            changes.Add(incident);
        }

        return rejection;
    }

    private static bool IsHuman(string actor) => actor.Length > 0 && actor != "aiops" && !actor.StartsWith("runbook:", StringComparison.Ordinal);

    private static string Illegal(OpenIncident incident, IncidentCommand command) =>
        $"{incident.Id} is {incident.State}: {command.Action} does not apply";

    private static string Reason(IncidentCommand command, string otherwise) => command.Note.Length > 0 ? command.Note : otherwise;

    private static string? Acknowledge(OpenIncident incident, IncidentCommand command, DateTimeOffset now)
    {
        if (!IsHuman(command.Actor))
        {
            return $"{command.Actor} is no person: only people acknowledge";
        }

        var moved = incident.Move(IncidentEvent.Acknowledged, now, Reason(command, "acknowledged"), command.Actor);
        if (!moved && incident.State is not (IncidentState.Acknowledged or IncidentState.Mitigating or IncidentState.Monitoring))
        {
            return Illegal(incident, command);
        }

        if (!moved)
        {
            // Somebody takes it while a run is at work: the moment and the owner count, the state stays.
            incident.Tell(now, "note", $"{command.Actor} takes it", command.Actor);
        }

        var anchors = incident.Record.Anchors;
        incident.Record = incident.Record with { Owner = command.Actor, Anchors = anchors with { Acknowledged = anchors.Acknowledged ?? new Anchor(command.At < now ? command.At : now, AnchorSource.Human) } };
        return null;
    }

    private string? Resolve(OpenIncident incident, IncidentCommand command, DateTimeOffset now)
    {
        if (!IsHuman(command.Actor))
        {
            return $"{command.Actor} is no person: without a person an incident is resolved by its signals";
        }

        if (incident.State is not (IncidentState.Open or IncidentState.Acknowledged or IncidentState.Mitigating or IncidentState.Monitoring))
        {
            return Illegal(incident, command);
        }

        // A person's word goes the way of the table in one breath: acted, done, over.
        incident.Move(IncidentEvent.MitigationStarted, now, Reason(command, "a person acts"), command.Actor);
        incident.Move(IncidentEvent.MitigationDone, now, Reason(command, "a person says it is done"), command.Actor);
        return lifecycle.Finish(incident, IncidentEvent.Resolved, Reason(command, "a person says it is over"), command.Actor, now) ? null : Illegal(incident, command);
    }

    private string? End(OpenIncident incident, IncidentCommand command, IncidentEvent how, DateTimeOffset now) =>
        lifecycle.Finish(incident, how, Reason(command, "confirmed"), command.Actor, now) ? null : Illegal(incident, command);

    private string? Cancel(OpenIncident incident, IncidentCommand command, DateTimeOffset now)
    {
        if (IncidentTransitions.Next(incident.State, IncidentEvent.Cancelled) is null)
        {
            return Illegal(incident, command);
        }

        lifecycle.Cancel(incident, "false-positive", Reason(command, "false positive"), command.Actor, now);
        return null;
    }

    private string? Merge(OpenIncident incident, IncidentCommand command, DateTimeOffset now)
    {
        if (command.OtherIncidentId is not { Length: > 0 } otherId || index.Find(otherId) is not { } into || into == incident)
        {
            return $"{incident.Id} cannot be merged into '{command.OtherIncidentId}': name another incident that is not closed";
        }

        if (!IncidentTransitions.IsOpen(into.State))
        {
            return $"{into.Id} is {into.State}: nothing can be merged into it; reopen it first";
        }

        if (!regrouping.MergeInto(incident, into, Reason(command, "same cause"), command.Actor, now))
        {
            return Illegal(incident, command);
        }

        if (IsHuman(command.Actor) && incident.AnchorWorkload != into.AnchorWorkload)
        {
            memory.Learn(incident.AnchorWorkload, into.AnchorWorkload, together: true, now + options.LearntFor);
        }

        return null;
    }

    private string? Split(OpenIncident incident, IncidentCommand command, DateTimeOffset now)
    {
        if (!IncidentTransitions.IsOpen(incident.State))
        {
            return Illegal(incident, command);
        }

        var ids = command.AnomalyIds.ToHashSet(StringComparer.Ordinal);
        var known = incident.Signals.Count(signal => ids.Contains(signal.Anomaly.Id));
        if (known == 0 || known == incident.Signals.Count)
        {
            return $"{incident.Id}: {known} of its {incident.Signals.Count} signals are named; a split takes some and leaves some";
        }

        index.Unlink(incident);
        var taken = incident.Take(ids);
        IncidentRegrouping.Reanchor(incident, lifecycle.Canonical, options.JoinWindow);
        index.Link(incident);
        var first = taken.MinBy(signal => signal.Anomaly.OnsetAt)!.Anomaly;
        var other = new OpenIncident(
            new Incident
            {
                Id = nextId(),
                State = IncidentState.Candidate,
                Title = first.Signal,
                Severity = first.Severity,
                Priority = Priority.P5,
                Service = first.Entity.Workload,
                AnchorEntity = first.Entity.ToString(),
                Signals = taken,
                UpdatedAt = now,
            },
            lifecycle.Canonical);
        IncidentRegrouping.Reanchor(other, lifecycle.Canonical, options.JoinWindow);
        index.Add(other);
        foreach (var signal in taken)
        {
            TimeAnchors.Set(other, signal.Anomaly, now);
        }

        if (incident.Record.Anchors.Detected is { } detected)
        {
            other.Record = other.Record with { Anchors = other.Record.Anchors with { Detected = detected } };
        }

        if (IsHuman(command.Actor) && other.AnchorWorkload != incident.AnchorWorkload)
        {
            memory.Learn(other.AnchorWorkload, incident.AnchorWorkload, together: false, now + options.LearntFor);
        }

        incident.Tell(now, "note", $"{taken.Count} signals split off into {other.Id}: {Reason(command, "another cause")}", command.Actor);
        other.Tell(now, "note", $"split off {incident.Id}: {Reason(command, "another cause")}", command.Actor);
        lifecycle.Confirm(other, "a person split it off", command.Actor, now);
        lifecycle.Evaluate(other, now);
        lifecycle.Evaluate(incident, now);
        return null;
    }

    private static string? Note(OpenIncident incident, IncidentCommand command, DateTimeOffset now)
    {
        if (command.Note.Length == 0)
        {
            return "a note needs a text";
        }

        incident.Tell(now, "note", command.Note.Length <= 2_000 ? command.Note : command.Note[..2_000], command.Actor);
        return null;
    }

    private static string? CorrectImpactStart(OpenIncident incident, IncidentCommand command, DateTimeOffset now)
    {
        if (command.Moment is not { } moment || moment > now)
        {
            return $"the impact of {incident.Id} cannot begin at '{command.Moment:O}': give a moment that is not in the future";
        }

        incident.Record = incident.Record with { Anchors = incident.Record.Anchors with { ImpactStarted = new Anchor(moment, AnchorSource.Human) } };
        incident.Tell(now, "note", $"impact began at {moment:yyyy-MM-dd HH:mm:ss}: {Reason(command, "corrected")}", command.Actor);
        return null;
    }

    private string? HoldPage(OpenIncident incident, IncidentCommand command, DateTimeOffset now)
    {
        if (incident.State is not (IncidentState.Candidate or IncidentState.Open or IncidentState.Acknowledged or IncidentState.Mitigating))
        {
            return Illegal(incident, command);
        }

        if (incident.Record.Page is { Wanted: true, HeldUntil: null } && incident.Work.HoldEnd is not null)
        {
            return $"the page of {incident.Id} was held once and went out: it cannot be held again";
        }

        lifecycle.Pages.Hold(incident, command.Moment, now);
        return null;
    }

    private string? MitigationStarted(OpenIncident incident, IncidentCommand command, DateTimeOffset now)
    {
        var human = IsHuman(command.Actor);
        var again = incident.State == IncidentState.Mitigating && command.RunId is not null && incident.Work.ActiveRun == command.RunId;
        if (incident.State == IncidentState.Candidate && incident.Record.Predicted)
        {
            // Prevention acts before anything is confirmed: the forecast is then shown.
            lifecycle.Confirm(incident, "a run acts on the forecast", command.Actor, now);
        }

        if (!again && !incident.Move(IncidentEvent.MitigationStarted, now, Reason(command, human ? "a person acts" : $"run {command.RunId} has its lease"), command.Actor))
        {
            return Illegal(incident, command);
        }

        var record = incident.Record;
        var engaged = command.RunId is null ? record.Anchors.AutoEngaged : record.Anchors.AutoEngaged ?? new Anchor(command.At < now ? command.At : now, AnchorSource.Measured);
        incident.Record = record with
        {
            Mode = command.RunId is null ? IncidentMode.Manual : command.Assisted ? IncidentMode.Assisted : IncidentMode.Auto,
            RunIds = command.RunId is null || record.RunIds.Contains(command.RunId, StringComparer.Ordinal) ? record.RunIds : [.. record.RunIds, command.RunId],
            Anchors = record.Anchors with { AutoEngaged = engaged },
        };
        incident.Work = incident.Work with { ActiveRun = command.RunId, Acted = true, Verified = false, DoneAt = null };
        return null;
    }

    private static string? MitigationDone(OpenIncident incident, IncidentCommand command, DateTimeOffset now)
    {
        if (!incident.Move(IncidentEvent.MitigationDone, now, Reason(command, "the action is done, verification is open"), command.Actor))
        {
            return Illegal(incident, command);
        }

        incident.Work = incident.Work with { DoneAt = now };
        return null;
    }

    private string? Failed(OpenIncident incident, IncidentCommand command, IncidentEvent how, DateTimeOffset now)
    {
        var why = Reason(command, how == IncidentEvent.MitigationFailed ? "the run failed" : "verification failed");
        if (incident.State == IncidentState.Resolved && how == IncidentEvent.VerificationFailed)
        {
            if (!lifecycle.Reopen(incident, now, why, command.Actor))
            {
                return Illegal(incident, command);
            }
        }
        else if (!incident.Move(how, now, why, command.Actor))
        {
            return Illegal(incident, command);
        }

        incident.Record = incident.Record with { Mode = IncidentMode.Manual };
        incident.Work = incident.Work with { ActiveRun = null, Verified = false };
        PagePolicy.Release(incident, why, now);
        return null;
    }

    private string? VerificationPassed(OpenIncident incident, IncidentCommand command, DateTimeOffset now)
    {
        if (incident.State == IncidentState.Resolved)
        {
            incident.Tell(now, "run", Reason(command, "verification passed"), command.Actor);
            return null;
        }

        if (incident.State != IncidentState.Monitoring)
        {
            return Illegal(incident, command);
        }

        incident.Tell(now, "run", Reason(command, "verification passed"), command.Actor);
        incident.Work = incident.Work with { ActiveRun = null, Verified = true, VerifiedAt = now };
        PagePolicy.Withdraw(incident, "the repair was verified", now);
        lifecycle.Tick(incident, now);
        return null;
    }

    private static string? Notified(OpenIncident incident, IncidentCommand command)
    {
        var anchors = incident.Record.Anchors;
        incident.Record = incident.Record with { Anchors = anchors with { Notified = anchors.Notified ?? new Anchor(command.Moment ?? command.At, AnchorSource.Measured) } };
        return null;
    }

    private string? Override(OpenIncident incident, IncidentCommand command, DateTimeOffset now)
    {
        if (!IsHuman(command.Actor) || command.Note.Length == 0)
        {
            return "a person overrides a priority, and gives a reason";
        }

        incident.Work = incident.Work with { Override = command.Priority };
        incident.Tell(now, "note", command.Priority is { } priority ? $"priority set to {priority}: {command.Note}" : $"priority derived again: {command.Note}", command.Actor);
        lifecycle.Evaluate(incident, now);
        return null;
    }
}
