using AIOps.Contracts.Catalogue;
using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Telemetry;
using AIOps.Remediation.Expressions;

namespace AIOps.Remediation.Planning;

/// <summary>An incident as triggers see it: the named culprit, its signals and what was changed there.</summary>
public sealed class IncidentPicture
{
    // a ranking lists the ten largest changes of a suspect, however small: below three scales of its own history nothing happened
    private const double Changed = 3;
    private static readonly TimeSpan Lingering = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ChangeWindow = TimeSpan.FromHours(1);

    private IncidentPicture(Incident incident, EntityId culprit, ServiceEntry? service, IReadOnlyList<Anomaly> signals, RecentChange? change)
    {
        Incident = incident;
        Culprit = culprit;
        Service = service;
        Signals = signals;
        Change = change;
        Facts = MakeFacts();
    }

    /// <summary>The incident.</summary>
    public Incident Incident { get; }

    /// <summary>The named culprit: a workload, or one of its members.</summary>
    public EntityId Culprit { get; }

    /// <summary>What its owners say of it, or null.</summary>
    public ServiceEntry? Service { get; }

    /// <summary>Open signals of the culprit's workload, strongest first.</summary>
    public IReadOnlyList<Anomaly> Signals { get; }

    /// <summary>The change that supports the culprit, or the last one in the hour before the impact; or null.</summary>
    public RecentChange? Change { get; }

    /// <summary>Values for a trigger's condition.</summary>
    public Facts Facts { get; }

    /// <summary>Names the fault and not the incident, which may merge or split: the oldest open signal of the culprit, else the incident.</summary>
    /// <remarks>What broke again is another fault: a signal that lingers from the time before does not name it.</remarks>
    public string Episode
    {
        get
        {
            var since = Incident.Anchors.Reopened is [.., var again] ? again.At - Lingering : DateTimeOffset.MinValue;
            return Signals.Where(signal => signal.OnsetAt >= since).MinBy(signal => (signal.OnsetAt, signal.Id)) is { } oldest ? $"{oldest.Id}@{oldest.OnsetAt.ToUnixTimeMilliseconds()}" : $"{Incident.Id}/{Incident.Anchors.Reopened.Count}";
        }
    }

    /// <summary>Makes the picture.</summary>
    /// <returns>Null when no culprit is named: then there is nothing to act on.</returns>
    public static IncidentPicture? Of(Incident incident, IServiceCatalogue catalogue, IReadOnlyList<RecentChange> changes)
    {
        ArgumentNullException.ThrowIfNull(incident);
        ArgumentNullException.ThrowIfNull(catalogue);
        ArgumentNullException.ThrowIfNull(changes);
        if (string.IsNullOrEmpty(incident.RootCause?.Culprit))
        {
            return null;
        }

        var culprit = EntityId.Parse(incident.RootCause.Culprit);
        var signals = incident.Signals.Select(signal => signal.Anomaly)
            .Where(anomaly => anomaly.State == AnomalyState.Open && anomaly.Entity.Workload == culprit.Workload)
            .OrderByDescending(anomaly => anomaly.StateFault).ThenByDescending(anomaly => anomaly.Score).ToList();
        var impact = incident.Anchors.ImpactStarted?.At ?? incident.Anchors.Detected?.At ?? incident.UpdatedAt;
        var change = changes.FirstOrDefault(recent => recent.Id == incident.RootCause.ChangeId)
            ?? changes.Where(recent => recent.At >= impact - ChangeWindow && recent.At <= incident.UpdatedAt).MaxBy(recent => recent.At);
        return new IncidentPicture(incident, culprit, catalogue.Find(culprit.Workload), signals, change);
    }

    /// <summary>Values that a workload has in every expression.</summary>
    internal static Facts OfService(EntityId entity, ServiceEntry? service)
    {
        var slash = entity.Name.LastIndexOf('/');
        return new Facts()
            .With("workload", entity.Workload)
            .With("entity_kind", entity.Kind)
            .With("service", entity.Name[(slash + 1)..])
            .With("namespace", slash < 0 ? "" : entity.Name[..slash])
            .With("environment", service?.Environment)
            .With("team", service?.Team)
            .With("tier", (double)(service?.Tier ?? 3));
    }

    private Facts MakeFacts()
    {
        var suspect = Incident.RootCause is { Suspects.Count: > 0 } ranking ? ranking.Suspects[0] : null;
        var kinds = Signals.Where(signal => signal.FaultKind.Length > 0).Select(signal => signal.FaultKind)
            .Concat(Signals.Select(signal => signal.Kind.ToString().ToLowerInvariant())).Distinct(StringComparer.Ordinal).ToList();
        var facts = OfService(Culprit, Service)
            .With("kind", kinds.FirstOrDefault())
            .With("kinds", kinds)
            .With("signals", Signals.Select(signal => signal.Signal).Concat(suspect?.Signals.Where(signal => signal.Score >= Changed).Select(signal => signal.Signal) ?? []).Distinct(StringComparer.Ordinal).ToList())
            .With("statistics", Signals.Select(signal => signal.Statistic).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal).ToList())
            .With("directions", Signals.Select(signal => signal.Direction.ToString().ToLowerInvariant()).Distinct(StringComparer.Ordinal).ToList())
            .With("evidence", (suspect?.For ?? []).Select(term => term.Name).ToList())
            .With("severity", Incident.Severity.ToString().ToLowerInvariant())
            .With("priority", (double)Incident.Priority)
            .With("confidence", Incident.RootCause?.Confidence ?? 0)
            .With("predicted", Incident.Predicted)
            .With("change.kind", Change?.Kind)
            .With("change.version", Change?.Version)
            .With("change.recent", Change is not null)
            .With("culprit", Culprit.ToString());
        if (Service is not null)
        {
            facts.WithAll("attributes.", Service.Attributes);
        }

        foreach (var signal in Signals.Reverse())
        {
            facts.WithAll("labels.", signal.Labels);
        }

        return facts;
    }
}
