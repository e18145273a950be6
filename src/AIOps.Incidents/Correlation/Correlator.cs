using AIOps.Contracts.Catalogue;
using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Incidents.Lifecycle;
using AIOps.Incidents.Maintenance;
using AIOps.Incidents.Paging;
using AIOps.Incidents.Topology;

namespace AIOps.Incidents.Correlation;

/// <summary>
/// Turns signals into incidents, one for each cause, and leads each through its lifecycle. A pure state machine with a single owner: every input comes with
/// the moment at which it was taken, every answer lists the incidents to save. What the incidents do not hold themselves is in <see cref="Save"/>.
/// <see cref="Incident.Version"/> is not touched: the owner writes it when it saves.
/// </summary>
public sealed class Correlator
{
    private readonly CorrelatorOptions _options;
    private readonly TopologyGraph _topology;
    private readonly IncidentIndex _index = new();
    private readonly SignalIntake _intake;
    private readonly IncidentLifecycle _lifecycle;
    private readonly IncidentRegrouping _regrouping;
    private readonly CommandDesk _desk;
    private readonly CorrelatorMemory _memory = new();
    private readonly ChangeSet _changes = new();

    /// <summary>Makes a correlator without incidents.</summary>
    /// <param name="options">Windows, bars and bounds.</param>
    /// <param name="topology">Who calls whom; the owner keeps it up to date.</param>
    /// <param name="catalogue">The entry of a workload, or null.</param>
    /// <param name="nextId">Gives the id of a new incident; never the same twice.</param>
    public Correlator(CorrelatorOptions options, TopologyGraph topology, Func<string, ServiceEntry?> catalogue, Func<string> nextId)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentNullException.ThrowIfNull(catalogue);
        ArgumentNullException.ThrowIfNull(nextId);
        _options = options;
        _topology = topology;
        var judge = new IncidentJudge(options, topology, catalogue);
        var family = new IncidentFamily(options, topology, _index, _memory, _changes);
        _lifecycle = new IncidentLifecycle(options, topology, _index, judge, family, _memory, _changes);
        var regrouping = _regrouping = new IncidentRegrouping(options, _index, judge, family, _lifecycle, _memory, _changes);
        _intake = new SignalIntake(options, topology, _index, family.Matcher, _lifecycle, regrouping, _memory, nextId);
        _desk = new CommandDesk(options, _index, _lifecycle, regrouping, _memory, _changes, nextId);
    }

    /// <summary>Incidents that are not final, in no order.</summary>
    public IEnumerable<Incident> Incidents => _index.All.Select(incident => incident.Snapshot(incident.Record.UpdatedAt));

    /// <summary>Counts since the start: what was taken, dropped and hit a bound.</summary>
    public CorrelatorCounters Counters => _memory.Counters;

    /// <summary>Takes an anomaly: new, changed, cleared or gone.</summary>
    public CorrelationOutcome Apply(Anomaly anomaly, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(anomaly);
        _intake.Take(anomaly, now);
        return _changes.Drain(now);
    }

    /// <summary>Takes many anomalies; the changed incidents are told once.</summary>
    public CorrelationOutcome Apply(IEnumerable<Anomaly> anomalies, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(anomalies);
        foreach (var anomaly in anomalies)
        {
            _intake.Take(anomaly, now);
        }

        return _changes.Drain(now);
    }

    /// <summary>Takes an alert that somebody else decided on. An echo of our own message raises nothing.</summary>
    public CorrelationOutcome Apply(ExternalAlert alert, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(alert);
        if (IsEcho(alert))
        {
            return CorrelationOutcome.Nothing;
        }

        var anomaly = AlertSignal.ToAnomaly(alert, now);
        _intake.Take(anomaly, now);
        _memory.Await(alert, anomaly.Id, now);
        return _changes.Drain(now);
    }

    /// <summary>Takes a change: it is remembered as evidence and told on the incidents that it may explain; it opens nothing.</summary>
    public CorrelationOutcome Apply(ChangeEvent change, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (IsEcho(change) || !_memory.Remember(change, now))
        {
            return CorrelationOutcome.Nothing;
        }

        foreach (var incident in _index.At(_topology.Canonical(change.Entity.Workload)).ToArray())
        {
            incident.Tell(now, "change", AlertSignal.Describe(change));
            _changes.Add(incident);
        }

        return _changes.Drain(now);
    }

    /// <summary>Takes what a human, a rule or remediation asks. What does not apply is rejected with a sentence that says why.</summary>
    public CorrelationOutcome Apply(IncidentCommand command, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(command);
        var rejection = _desk.Take(command, now);
        return _changes.Drain(now) with { Rejection = rejection };
    }

    /// <summary>Takes a new ranking of an incident; the one before is kept.</summary>
    public CorrelationOutcome Apply(string incidentId, RootCauseRanking ranking, DateTimeOffset now)
    {
        ArgumentException.ThrowIfNullOrEmpty(incidentId);
        ArgumentNullException.ThrowIfNull(ranking);
        if (_index.Find(incidentId) is not { } incident)
        {
            return CorrelationOutcome.Nothing with { Rejection = $"incident {incidentId} is unknown or closed: a ranking cannot be attached" };
        }

        _lifecycle.Rank(incident, ranking, now);
        _regrouping.Unite(incident, now);
        return _changes.Drain(now);
    }

    /// <summary>Sets, changes or (with an end in the past) ends a maintenance window.</summary>
    public CorrelationOutcome Apply(MaintenanceWindow window, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(window);
        _memory.Set(window);
        return Tick(now);
    }

    /// <summary>Lets time pass: windows end, holds expire, alerts that nobody was told of page raw. Call it about once a second.</summary>
    public CorrelationOutcome Tick(DateTimeOffset now)
    {
        _memory.Expire(now, _options);
        foreach (var incident in _index.All.ToArray())
        {
            _lifecycle.Tick(incident, now);
        }

        _lifecycle.PageRaw(now);
        return _changes.Drain(now);
    }

    /// <summary>
    /// True while a run acts on the incident and after one whose repair was verified, until it is reopened: what the signals then show is the repair and its wake,
    /// and a ranking made of it would name a victim.
    /// </summary>
    public bool IsRepaired(string incidentId) => _index.Find(incidentId)?.Work is { Acted: true } work && (work.ActiveRun is not null || work.Verified);

    /// <summary>When the last repair of an incident was done, if it was verified; null while none is.</summary>
    public DateTimeOffset? RepairedAt(string incidentId) =>
        _index.Find(incidentId)?.Work is { Acted: true, ActiveRun: null, DoneAt: { } done, VerifiedAt: { } verified } && verified >= done ? done : null;

    /// <summary>Pages of the last 12 hours that turned out to be false.</summary>
    /// <param name="now">The present.</param>
    public int FalsePagesOfTheShift(DateTimeOffset now) => _memory.Pages.False.Count(at => now - at < PageBudget.Shift);

    /// <summary>Changes of the last hour on a workload, newest first.</summary>
    public IEnumerable<ChangeEvent> RecentChanges(string workload)
    {
        var canonical = _topology.Canonical(workload);
        return _memory.Changes.Where(change => _topology.Canonical(change.Entity.Workload) == canonical).OrderByDescending(change => change.At);
    }

    /// <summary>The working state, to be saved beside the incidents.</summary>
    public CorrelatorState Save() => _memory.Save([.. _index.All.Select(incident => incident.SaveWork())]);

    /// <summary>Takes up a saved state. Incidents that are final are left out; the incidents' records win over the working state.</summary>
    public void Restore(CorrelatorState state, IEnumerable<Incident> incidents)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(incidents);
        _memory.Restore(state);
        var works = state.Incidents.ToDictionary(work => work.Id, StringComparer.Ordinal);
        foreach (var record in incidents)
        {
            if (IncidentTransitions.IsFinal(record.State))
            {
                continue;
            }

            var incident = new OpenIncident(record, _topology.Canonical, works.GetValueOrDefault(record.Id));
            IncidentRegrouping.SetAnchor(incident, _topology, _options);
            _index.Add(incident);
            if (record.State == IncidentState.Resolved)
            {
                _index.Rest(incident);
            }
        }
    }

    private bool IsEcho(ExternalSignal signal)
    {
        if (signal.CausalityId is null)
        {
            return false;
        }

        _memory.Counters.Echoes++;
        return true;
    }
}
