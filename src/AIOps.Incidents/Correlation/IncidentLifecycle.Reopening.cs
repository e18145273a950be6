using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Telemetry;
using AIOps.Incidents.Lifecycle;

namespace AIOps.Incidents.Correlation;

/// <content>Who is named, and how an incident that was resolved comes back.</content>
internal sealed partial class IncidentLifecycle
{
    private const int MaxEarlierRankings = 20;

    /// <summary>Takes a ranking; the one before is kept with its best suspects only.</summary>
    public void Rank(OpenIncident incident, RootCauseRanking ranking, DateTimeOffset now)
    {
        var before = incident.Record.RootCause;
        var earlier = Earlier(incident.Record);
        incident.Record = incident.Record with { RootCause = ranking with { Version = (earlier.Count == 0 ? 0 : earlier[^1].Version) + 1 }, EarlierRankings = earlier };
        if (before is null || before.Culprit != ranking.Culprit)
        {
            incident.Tell(now, "culprit", ranking.Summary.Length > 0 ? ranking.Summary : ranking.Culprit is { } culprit ? $"culprit: {culprit} ({ranking.Confidence:P0})" : "culprit: undetermined");
        }

        Evaluate(incident, now);
    }

    /// <summary>What was named is repaired, as was proven, and something is broken: that is to be found.</summary>
    private static void SeekOtherCause(OpenIncident incident)
    {
        if (incident.Work.Verified)
        {
            incident.Work = incident.Work with { Verified = false };
            incident.Record = incident.Record with { RootCause = null, EarlierRankings = Earlier(incident.Record) };
        }
    }

    private static IReadOnlyList<RootCauseRanking> Earlier(Incident incident)
    {
        if (incident.RootCause is not { } before)
        {
            return incident.EarlierRankings;
        }

        var brief = before with { Suspects = [.. before.Suspects.Take(3).Select(suspect => suspect with { Signals = [] })] };
        return [.. incident.EarlierRankings.Skip(Math.Max(0, incident.EarlierRankings.Count + 1 - MaxEarlierRankings)), brief];
    }

    /// <summary>Brings a resolved incident back when the signal that returned is one of its own and the window is not over.</summary>
    public bool TryReopen(OpenIncident incident, Anomaly anomaly, DateTimeOffset now)
    {
        if (incident.Record.Anchors.Resolved is not { } resolved || now - resolved.At > options.ReopenWindow || !IsOfItsCause(incident, anomaly))
        {
            return false;
        }

        return Reopen(incident, now, $"{anomaly.Entity} {anomaly.Signal} is back", "aiops", anomaly);
    }

    // A victim suffers from many causes: its symptoms coming back say nothing about the one that was repaired. Nor does a process whose memory settles.
    private bool IsOfItsCause(OpenIncident incident, Anomaly anomaly)
    {
        if (anomaly is { StateFault: false, Severity: < Severity.Error } && RuntimeMetrics.Has(anomaly.Signal))
        {
            return false;
        }

        var cause = incident.Record.RootCause?.Culprit is { } culprit ? topology.Canonical(EntityId.Parse(culprit).Workload) : incident.AnchorWorkload;
        var ofState = incident.Signals.Any(signal => signal.Anomaly.StateFault && topology.Canonical(signal.Anomaly.Entity.Workload) == cause);
        return topology.Canonical(anomaly.Entity.Workload) == cause && (anomaly.StateFault || !ofState);
    }

    /// <summary>Brings a resolved incident back. Who broke it then need not be who broke it now: nobody is named, and nobody acted on, until it is ranked again.</summary>
    public bool Reopen(OpenIncident incident, DateTimeOffset now, string why, string actor, Anomaly? anomaly = null)
    {
        if (!incident.Move(IncidentEvent.Reopened, now, why, actor))
        {
            return false;
        }

        var anchors = incident.Record.Anchors;
        incident.Record = incident.Record with
        {
            StableSince = null,
            Mode = IncidentMode.Manual,
            RootCause = null,
            EarlierRankings = Earlier(incident.Record),
            Anchors = anchors with { Mitigated = null, Resolved = null, Reopened = [.. anchors.Reopened, new Anchor(now, actor == "aiops" ? AnchorSource.Measured : AnchorSource.Human)] },
        };
        incident.Work = incident.Work with { HoldEnd = null, ActiveRun = null, Verified = false, RawPaged = false };
        index.Wake(incident);
        if (anomaly is not null)
        {
            incident.Put(anomaly, now, "it is back", options.MaxSignals);
            index.LinkSignal(incident, anomaly.Id, topology.Canonical(anomaly.Entity.Workload));
            Returned(incident, anomaly, now);
        }

        Evaluate(incident, now);
        return true;
    }
}
