using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Telemetry;
using AIOps.Incidents.Grouping;
using AIOps.Incidents.Lifecycle;
using AIOps.Incidents.Paging;
using AIOps.Incidents.Topology;

namespace AIOps.Incidents.Correlation;

/// <summary>Leads an incident through its states as signals and time tell.</summary>
internal sealed partial class IncidentLifecycle(
    CorrelatorOptions options, TopologyGraph topology, IncidentIndex index, IncidentJudge judge, IncidentFamily family, CorrelatorMemory memory, ChangeSet changes)
{
    private readonly PagePolicy _pages = new(options, memory);
    private readonly SignalRecovery _recovery = new(options, topology, judge);

    public PagePolicy Pages => _pages;

    public string Canonical(string workload) => topology.Canonical(workload);

    /// <summary>A signal fires (again): the stability window is over, and what recovered by itself has not.</summary>
    public void Returned(OpenIncident incident, Anomaly anomaly, DateTimeOffset now)
    {
        var state = incident.StateOf(anomaly.Id);
        if (state.ClearedAt is not null)
        {
            var fresh = state.FirstReturn is not { } first || now - first > options.FlapWindow;
            state = state with { ClearedAt = null, Returns = fresh ? 1 : state.Returns + 1, FirstReturn = fresh ? now : state.FirstReturn };
            incident.SetState(state);
            if (state.Returns == options.FlapCount)
            {
                incident.Tell(now, "signal", $"{anomaly.Entity} {anomaly.Signal} is flapping: it now counts as back only after {_recovery.KeepFor(state).TotalSeconds:0} s");
            }
        }

        if (incident.Record.StableSince is not null)
        {
            incident.Record = incident.Record with { StableSince = null };
        }

        // After a repair that was verified a warning prolongs the watch: caches are cold, queues drain. A failure brings the incident back.
        var settling = incident.Work.Verified && anomaly is { StateFault: false, Severity: < Severity.Error };
        if (incident.State == IncidentState.Monitoring && incident.Work.ActiveRun is null && !settling && incident.Move(IncidentEvent.VerificationFailed, now, "signals returned"))
        {
            SeekOtherCause(incident);
            PagePolicy.Release(incident, "the signals returned", now);
        }
    }

    /// <summary>The fault reached another workload: a page that is held goes out.</summary>
    /// <remarks>Callers of the leading workload suffer with it: that was known when the run was given its time.</remarks>
    public void Spread(OpenIncident incident, string workload, DateTimeOffset now)
    {
        if (incident.Record.Page.HeldUntil is not null && family.Matcher.Depth(workload, incident.AnchorWorkload) is null)
        {
            PagePolicy.Release(incident, $"the fault spread to {workload}", now);
        }
    }

    /// <summary>To be saved, with nothing to derive anew.</summary>
    public void Touch(OpenIncident incident) => changes.Add(incident);

    /// <summary>Derives priority and page, and confirms or suppresses.</summary>
    public void Evaluate(OpenIncident incident, DateTimeOffset now)
    {
        changes.Add(incident);
        judge.Judge(incident, now);
        if (TrySuppress(incident, now))
        {
            return;
        }

        if (incident.State == IncidentState.Candidate && !IsSettling(incident, now))
        {
            var weight = judge.Weight(incident, now);
            var sustained = weight >= .6 * options.OpenBar && incident.Signals.Count > 0 && now - incident.Signals[0].LinkedAt >= options.CandidateWindow / 2;
            if (weight >= options.OpenBar || sustained)
            {
                Confirm(incident, sustained && weight < options.OpenBar ? "it persists" : "its signals are over the bar", "aiops", now);
            }
        }

        if (incident.State is not (IncidentState.Candidate or IncidentState.Suppressed))
        {
            var partial = judge.IsPartial(incident, now);
            Pages.Decide(incident, partial, incident.Record.ParentId is { } parent ? index.Find(parent)?.Record : null, now);
        }
    }

    // A process that was restarted has another heap, other threads and caches to fill: that is the repair, and by itself no fault. Errors, forecasts and what its callers see open as ever.
    private bool IsSettling(OpenIncident incident, DateTimeOffset now)
    {
        var workloads = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (anomaly, _, _) in incident.Signals)
        {
            if (anomaly.State != AnomalyState.Open)
            {
                continue;
            }

            if (anomaly.StateFault || anomaly.Kind != AnomalyKind.Metric || anomaly.Severity >= Severity.Error || !RuntimeMetrics.Has(anomaly.Signal))
            {
                return false;
            }

            workloads.Add(topology.Canonical(anomaly.Entity.Workload));
        }

        return workloads.Count > 0 && workloads.All(workload => WasRepaired(workload, now));
    }

    private bool WasRepaired(string workload, DateTimeOffset now) => index.All.Any(other =>
        other.Work is { Verified: true, VerifiedAt: { } verified } && now - verified < options.SettlingTime
        && other.Record.RootCause?.Culprit is { } culprit && topology.Canonical(EntityId.Parse(culprit).Workload) == workload);

    public void Confirm(OpenIncident incident, string why, string actor, DateTimeOffset now)
    {
        if (incident.Move(IncidentEvent.Confirmed, now, why, actor))
        {
            changes.Add(incident);
            family.FindParent(incident, now);
        }
    }

    /// <summary>Ends an incident along the table.</summary>
    public bool Finish(OpenIncident incident, IncidentEvent how, string why, string actor, DateTimeOffset now)
    {
        if (!incident.Move(how, now, why, actor))
        {
            return false;
        }

        if (how is IncidentEvent.Resolved or IncidentEvent.Cancelled)
        {
            var wrong = memory.Pages.Ended(incident, how == IncidentEvent.Cancelled && actor != "aiops", how == IncidentEvent.Resolved && actor == "aiops", 2 * options.CandidateWindow, now);
            memory.Counters.FalsePages += wrong ? 1 : 0;
        }

        var by = actor == "aiops" || actor.StartsWith("runbook:", StringComparison.Ordinal) ? AnchorSource.Measured : AnchorSource.Human;
        var anchors = incident.Record.Anchors;
        if (how == IncidentEvent.Resolved)
        {
            anchors = anchors with { Resolved = new Anchor(now, by), Mitigated = incident.Record.StableSince is { } since ? new Anchor(since, AnchorSource.Measured) : new Anchor(now, by) };
            incident.Record = incident.Record with { Anchors = anchors, Page = PageDecision.None("resolved") };
            incident.Work = incident.Work with { ActiveRun = null };
            index.Rest(incident);
        }
        else
        {
            anchors = how == IncidentEvent.Closed ? anchors with { Closed = new Anchor(now, by) } : anchors;
            incident.Record = incident.Record with { Anchors = anchors, Page = PageDecision.None(why) };
            index.Remove(incident);
        }

        changes.Add(incident);
        return true;
    }

    public void Cancel(OpenIncident incident, string reason, string why, string actor, DateTimeOffset now)
    {
        if (Finish(incident, IncidentEvent.Cancelled, why, actor, now))
        {
            incident.Record = incident.Record with { CancelReason = reason };
            foreach (var signal in incident.Signals.Where(signal => signal.Anomaly.State == AnomalyState.Open))
            {
                memory.Dismiss(signal.Anomaly.Id, SignalWeight.Of(signal.Anomaly));
            }
        }
    }

    /// <summary>Lets time pass for one incident.</summary>
    public void Tick(OpenIncident incident, DateTimeOffset now)
    {
        switch (incident.State)
        {
            case IncidentState.Suppressed:
                Unsuppress(incident, now);
                return;
            case IncidentState.Resolved:
                if (incident.Record.Anchors.Resolved is { } resolved && now - resolved.At >= options.CloseAfter)
                {
                    Finish(incident, IncidentEvent.Closed, $"nobody objected for {options.CloseAfter.TotalDays:0.#} days", "aiops", now);
                }

                return;
        }

        if (TrySuppress(incident, now))
        {
            changes.Add(incident);
            return;
        }

        var since = _recovery.StableSince(incident, now);
        if (since != incident.Record.StableSince && (since is null || incident.State is not IncidentState.Candidate))
        {
            incident.Record = incident.Record with { StableSince = since };
            changes.Add(incident);
        }

        if (incident.State == IncidentState.Candidate)
        {
            TickCandidate(incident, since, now);
        }
        else if (since is not null)
        {
            TickStable(incident, since.Value, now);
        }
        else if (incident.State == IncidentState.Monitoring && incident.Work is { Verified: true, ActiveRun: null } && incident.Work.VerifiedAt is { } verified && now - verified > 2 * options.StabilityWindow
            && incident.Signals.Any(signal => signal.Anomaly is { State: AnomalyState.Open, QuietSince: null } anomaly && (anomaly.StateFault || anomaly.Severity >= Severity.Error)))
        {
            if (incident.Move(IncidentEvent.VerificationFailed, now, "the run was verified, but symptoms remain"))
            {
                SeekOtherCause(incident);
                PagePolicy.Release(incident, "symptoms remain after a verified run", now);
                changes.Add(incident);
            }
        }

        if (PagePolicy.Expire(incident, now))
        {
            changes.Add(incident);
        }
    }

    /// <summary>Critical alerts from outside that nobody was told of in time.</summary>
    public void PageRaw(DateTimeOffset now)
    {
        foreach (var pending in memory.Pending.Where(pending => now - pending.Since >= options.RawPageAfter).ToArray())
        {
            var incident = index.OfSignal(pending.SignalId);
            if (incident?.State == IncidentState.Suppressed || (incident is not null && judge.IsPartial(incident, now)))
            {
                // Planned, or peers serve: it goes on waiting, and pages when that ends.
                continue;
            }

            memory.Settle(pending.SignalId);
            if (incident?.Record.Anchors.Notified is not null)
            {
                continue;
            }

            changes.Add(pending.Alert);
            if (incident is not null && incident.State is not IncidentState.Resolved)
            {
                Confirm(incident, "a critical alert was in no notified incident", "aiops", now);
                incident.Work = incident.Work with { RawPaged = true };
                incident.Record = incident.Record with { Page = new PageDecision(true, null, $"critical alert {pending.Alert.Name} was in no notified incident for {options.RawPageAfter.TotalSeconds:0} s") };
                incident.Tell(now, "page", incident.Record.Page.Reason);
                changes.Add(incident);
            }
        }
    }

    /// <summary>Keeps the number of incidents bounded: the oldest candidates go first.</summary>
    public void MakeRoom(DateTimeOffset now)
    {
        if (index.All.Count < options.MaxIncidents)
        {
            return;
        }

        foreach (var oldest in index.All.Where(incident => incident.State == IncidentState.Candidate).OrderBy(incident => incident.AnchorOnset).Take(options.MaxIncidents / 10).ToArray())
        {
            memory.Counters.Overflowed++;
            Cancel(oldest, "noise", $"more than {options.MaxIncidents} incidents are open", "aiops", now);
        }
    }

    private void TickCandidate(OpenIncident incident, DateTimeOffset? since, DateTimeOffset now)
    {
        var predicted = incident.Record.Predicted;
        if (since is not null)
        {
            var (reason, why) = !predicted ? ("noise", "it went away before it was confirmed")
                : incident.Work.Acted ? ("prevented", "a run acted and the forecast is withdrawn") : ("did-not-come", "the forecast is withdrawn");
            memory.Counters.Noise += predicted ? 0 : 1;
            Cancel(incident, reason, why, "aiops", now);
            return;
        }

        var before = incident.State;
        if (judge.Weight(incident, now) >= .6 * options.OpenBar)
        {
            Evaluate(incident, now);
        }

        if (!predicted && incident.State == before && incident.Signals.Count > 0 && now - incident.Signals[^1].LinkedAt >= options.CandidateWindow)
        {
            // a young detector is not sure of anything, but an error that lasts is no noise
            if (incident.Signals.Any(signal => signal.Anomaly is { State: AnomalyState.Open, QuietSince: null, Kind: AnomalyKind.Metric, Severity: >= Severity.Error }))
            {
                Confirm(incident, "an error lasts", "aiops", now);
                return;
            }

            memory.Counters.Noise++;
            Cancel(incident, "noise", $"nothing confirmed it within {options.CandidateWindow.TotalSeconds:0} s", "aiops", now);
        }
    }

    private void TickStable(OpenIncident incident, DateTimeOffset since, DateTimeOffset now)
    {
        if (incident.Record.Predicted && incident.State is IncidentState.Open or IncidentState.Acknowledged)
        {
            Cancel(incident, incident.Work.Acted ? "prevented" : "did-not-come", "the forecast is withdrawn", "aiops", now);
            return;
        }

        if (incident.Move(IncidentEvent.SignalsCleared, now, "all linked signals are back"))
        {
            PagePolicy.Withdraw(incident, "the signals are back by themselves", now);
            changes.Add(incident);
        }

        if (incident.State == IncidentState.Monitoring && now - since >= options.StabilityWindow)
        {
            if (incident.Record.Predicted)
            {
                Cancel(incident, incident.Work.Acted ? "prevented" : "did-not-come", "the forecast is withdrawn", "aiops", now);
            }
            else
            {
                Finish(incident, IncidentEvent.Resolved, $"all linked signals stayed back for {options.StabilityWindow.TotalSeconds:0} s", "aiops", now);
            }
        }
    }

    private bool TrySuppress(OpenIncident incident, DateTimeOffset now)
    {
        if (!IncidentTransitions.IsOpen(incident.State) || incident.Work.ActiveRun is not null || memory.Maintained(incident.AnchorWorkload, now) is not { } window
            || incident.Workloads.Any(workload => memory.Maintained(workload, now) is null && family.Matcher.Depth(workload, incident.AnchorWorkload) is null))
        {
            return false;
        }

        var before = incident.State;
        if (!incident.Move(IncidentEvent.Suppressed, now, $"maintenance {window.Id} until {window.To:HH:mm:ss}: {window.Reason}"))
        {
            return false;
        }

        incident.Record = incident.Record with { StateBeforeSuppression = before, Page = PageDecision.None($"maintenance {window.Id}") };
        changes.Add(incident);
        return true;
    }

    private void Unsuppress(OpenIncident incident, DateTimeOffset now)
    {
        if (memory.Maintained(incident.AnchorWorkload, now) is not null)
        {
            return;
        }

        var back = incident.Record.StateBeforeSuppression ?? IncidentState.Candidate;
        incident.Tell(now, "state", $"Suppressed → {back}: maintenance is over, what is still wrong counts again");
        incident.Record = incident.Record with { State = back, StateBeforeSuppression = null };
        changes.Add(incident);
        Evaluate(incident, now);
        Tick(incident, now);
    }
}
