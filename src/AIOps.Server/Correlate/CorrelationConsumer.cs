using System.Text.Json;
using AIOps.Contracts.Catalogue;
using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Incidents.Correlation;
using AIOps.Incidents.Lifecycle;
using AIOps.Incidents.Maintenance;
using AIOps.Incidents.RootCause;
using AIOps.Incidents.Topology;
using AIOps.Server.Events;
using AIOps.Server.Topology;
using Microsoft.Extensions.Options;

namespace AIOps.Server.Correlate;

/// <summary>
/// The single writer of incidents: applies signals and commands from the event table to the pure correlator and saves what changed, with the events that tell it,
/// in one transaction with its cursor. Ranks the suspects of open incidents again as evidence arrives.
/// </summary>
internal sealed partial class CorrelationConsumer : DurableConsumer
{
    /// <summary>Name of the durable consumer.</summary>
    public const string ConsumerName = "correlator";

    private const string MemoId = "correlator";
    private static readonly TimeSpan RankAgain = TimeSpan.FromSeconds(5);

    /// <summary>A log line is told within a second, what the series say of the same moment comes with the next export: before that only a dead or hung process is certain.</summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RankFor = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LookForWindows = TimeSpan.FromSeconds(5);
    private readonly IOperationalStore _store;
    private readonly TopologyStore _observed;
    private readonly IServiceCatalogue _catalogue;
    private readonly RootCauseRanker _ranker;
    private readonly EvidenceReader _evidence;
    private readonly CorrelationInstruments _instruments;
    private readonly CorrelatorOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<CorrelationConsumer> _logger;
    private readonly Dictionary<string, Saved> _saved = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _rankedAt = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _windows = new(StringComparer.Ordinal);
    private TopologyGraph _topology = new();
    private Correlator _correlator;
    private long _memoVersion;
    private long _nextNumber = 1;
    private long _topologyVersion = -1;
    private DateTimeOffset _windowsReadAt;
    private DateTimeOffset _topologyReadAt;

    public CorrelationConsumer(IOperationalStore store, EventSignal signal, NodeIdentity node, TopologyStore observed, IServiceCatalogue catalogue, RootCauseRanker ranker, EvidenceReader evidence, CorrelationInstruments instruments, IOptions<CorrelatorOptions> options, TimeProvider time, ILogger<CorrelationConsumer> logger)
        : base(ConsumerName, store, signal, node, time, logger)
    {
        (_store, _observed, _catalogue, _ranker, _evidence, _instruments, _options, _time, _logger) = (store, observed, catalogue, ranker, evidence, instruments, options.Value, time, logger);
        _correlator = NewCorrelator();
        instruments.ObserveOpen(() => Volatile.Read(ref _snapshot));
        instruments.ObserveCounters(() => Volatile.Read(ref _correlator).Counters);
        instruments.ObservePages(() => Volatile.Read(ref _correlator).Counters, () => Volatile.Read(ref _correlator).FalsePagesOfTheShift(_time.GetUtcNow()), () => _options.FalsePagesPerShift);
    }

    private Incident[] _snapshot = [];

    protected override async Task LeadAsync(CancellationToken cancellationToken)
    {
        _saved.Clear();
        _rankedAt.Clear();
        _windows.Clear();
        _topology = new TopologyGraph();
        _topologyVersion = -1;
        RefreshTopology(force: true);
        _correlator = NewCorrelator();
        var memo = await _store.FindAsync(DocumentKind.Correlation, MemoId, cancellationToken);
        _memoVersion = memo?.Version ?? 0;
        var (next, state) = memo is null ? new CorrelatorMemo(1, new CorrelatorState()) : AIOpsJson.Read<CorrelatorMemo>(memo.Body);
        _nextNumber = next;
        var incidents = new List<Incident>();
        var alive = Enum.GetValues<IncidentState>().Where(value => !IncidentTransitions.IsFinal(value)).Select(value => value.ToString()).ToList();
        for (var offset = 0; ; offset += 1000)
        {
            var page = await _store.QueryAsync(new DocumentQuery(DocumentKind.Incident) { States = alive, OldestFirst = true, Offset = offset }, cancellationToken);
            foreach (var document in page)
            {
                var incident = AIOpsJson.Read<Incident>(document.Body);
                incidents.Add(incident);
                _saved[incident.Id] = new Saved(document.Version, incident.State != IncidentState.Candidate, incident.Signals.Count + incident.SignalsOmitted);
            }

            if (page.Count < 1000)
            {
                break;
            }
        }

        _correlator.Restore(state, incidents);
        Volatile.Write(ref _snapshot, [.. _correlator.Incidents]);
        Log.Leading(_logger, incidents.Count);
    }

    protected override async Task<CommitOutcome> HandleAsync(IReadOnlyList<StoredEvent> events, CursorAdvance advance, CancellationToken cancellationToken)
    {
        RefreshTopology(force: false);
        var changes = new PendingChanges();
        foreach (var stored in events)
        {
            try
            {
                Apply(stored, changes);
            }
            catch (JsonException unreadable)
            {
                _instruments.OnUnreadable();
                Log.Unreadable(_logger, stored.Id, stored.Type, unreadable.Message);
            }
        }

        _instruments.OnEvents(events.Count);
        await RankAsync(changes, cancellationToken);
        return await SaveAsync(changes, advance, cancellationToken);
    }

    protected override async Task<CommitOutcome> TickAsync(CancellationToken cancellationToken)
    {
        RefreshTopology(force: false);
        var changes = new PendingChanges();
        await ReadWindowsAsync(changes, cancellationToken);
        changes.Add(_correlator.Tick(_time.GetUtcNow()));
        await RankAsync(changes, cancellationToken);
        return changes.IsEmpty ? CommitOutcome.Committed : await SaveAsync(changes, null, cancellationToken);
    }

    private Correlator NewCorrelator() => new(_options, _topology, _catalogue.Find, () => $"INC-{_nextNumber++}");

    private void Apply(StoredEvent stored, PendingChanges changes)
    {
        var now = _time.GetUtcNow();
        switch (stored.Type)
        {
            case EventTypes.AnomalyRaised or EventTypes.AnomalyUpdated or EventTypes.AnomalyCleared:
                changes.Add(_correlator.Apply(AIOpsJson.Read<Anomaly>(stored.Payload), now));
                break;
            case EventTypes.AlertReceived:
                changes.Add(_correlator.Apply(AIOpsJson.Read<ExternalAlert>(stored.Payload), now));
                break;
            case EventTypes.ChangeObserved:
                changes.Add(_correlator.Apply(AIOpsJson.Read<ChangeEvent>(stored.Payload), now));
                changes.Remembers = true;
                break;
            case EventTypes.IncidentCommanded:
                var command = AIOpsJson.Read<IncidentCommand>(stored.Payload);
                var outcome = _correlator.Apply(command, now);
                changes.Add(outcome);
                if (outcome.Rejection is { } reason)
                {
                    _instruments.OnRejected();
                    changes.Events.Add(new NewEvent($"incident/{command.IncidentId}", EventTypes.IncidentCommandRejected, AIOpsJson.Write(new CommandRejection(command, reason)), TraceParent: Tracing.Current));
                    Log.Rejected(_logger, command.IncidentId, command.Action, reason);
                }

                break;
            default:
                // the consumer's own events, and those of others, pass by
                break;
        }
    }

    private void RefreshTopology(bool force)
    {
        var now = _time.GetUtcNow();
        if (!force && _observed.Version == _topologyVersion && now - _topologyReadAt < TimeSpan.FromSeconds(15))
        {
            return;
        }

        _topologyVersion = _observed.Version;
        _topologyReadAt = now;
        foreach (var service in _catalogue.Services)
        {
            _topology.Declare(service);
        }

        foreach (var entity in _observed.Entities)
        {
            _topology.Observe(entity);
        }

        foreach (var edge in _observed.Edges)
        {
            _topology.Observe(edge);
        }

        _topology.Expire(now);
    }

    private async Task ReadWindowsAsync(PendingChanges changes, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        if (now - _windowsReadAt < LookForWindows)
        {
            return;
        }

        _windowsReadAt = now;
        foreach (var document in await _store.QueryAsync(new DocumentQuery(DocumentKind.Setting) { Key = "maintenance" }, cancellationToken))
        {
            if (_windows.GetValueOrDefault(document.Id) != document.Body)
            {
                _windows[document.Id] = document.Body;
                changes.Add(_correlator.Apply(AIOpsJson.Read<MaintenanceWindow>(document.Body), now));
            }
        }
    }

    private async Task RankAsync(PendingChanges changes, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var due = _correlator.Incidents.Where(incident => IsDue(incident, now)).Take(20).ToList();
        foreach (var incident in due)
        {
            var began = _time.GetTimestamp();
            var input = await _evidence.ReadAsync(incident, _correlator, _topology, cancellationToken);
            var ranking = FirstNaming.Tell(_ranker.Rank(input), incident.RootCause, now - Began(incident, now));
            _instruments.OnRanked(_time.GetElapsedTime(began));
            _rankedAt[incident.Id] = now;
            _saved[incident.Id] = _saved.GetValueOrDefault(incident.Id, new Saved(0, false, 0)) with { RankedSignals = incident.Signals.Count + incident.SignalsOmitted };
            if (!Same(incident.RootCause, ranking))
            {
                changes.Add(_correlator.Apply(incident.Id, ranking, now));
            }
        }
    }

    private bool IsDue(Incident incident, DateTimeOffset now)
    {
        if (incident.State is not (IncidentState.Open or IncidentState.Acknowledged) || _correlator.IsRepaired(incident.Id))
        {
            return false;
        }

        if (now - Began(incident, now) < LookAfter(incident))
        {
            return false;
        }

        if (incident.RootCause is null || !_rankedAt.TryGetValue(incident.Id, out var rankedAt))
        {
            return true;
        }

        var grown = _saved.TryGetValue(incident.Id, out var saved) && saved.RankedSignals != incident.Signals.Count + incident.SignalsOmitted;
        var young = now - (incident.Anchors.Detected?.At ?? now) < RankFor;
        return (grown && now - rankedAt > TimeSpan.FromSeconds(1)) || (young && now - rankedAt >= RankAgain);
    }

    /// <summary>Since when there is evidence of what is still to be explained.</summary>
    private DateTimeOffset Began(Incident incident, DateTimeOffset now)
    {
        var began = (incident.Anchors.Reopened is [.., var again] ? again.At : incident.Anchors.Detected?.At) ?? now;
        return _correlator.RepairedAt(incident.Id) is { } repaired && repaired > began ? repaired : began;
    }

    // a state is known at once, and an error names its place, unless it may tell of a callee that sends no telemetry; who is slow and who only waits is told by spans, which come later than the first alarm
    private TimeSpan LookAfter(Incident incident) =>
        incident.Signals.Any(signal => signal.Anomaly is { StateFault: true, State: AnomalyState.Open }) ? TimeSpan.Zero
        : incident.Signals.Any(signal => signal.Anomaly is { Kind: AnomalyKind.Log, Severity: >= Severity.Error } && !CallsOutside(signal.Anomaly.Entity.Workload)) ? FirstLook
        : FirstNaming.SpansAreIn;

    private bool CallsOutside(string workload) => _topology.Callees(_topology.Canonical(workload)).Any(callee => callee.StartsWith("endpoint:", StringComparison.Ordinal));

    private static bool Same(RootCauseRanking? before, RootCauseRanking after) =>
        before is not null && before.Culprit == after.Culprit && Math.Abs(before.Confidence - after.Confidence) < .05 && before.ChangeId == after.ChangeId
        && before.Suspects.Take(3).Select(suspect => suspect.Entity).SequenceEqual(after.Suspects.Take(3).Select(suspect => suspect.Entity), StringComparer.Ordinal);

    private async Task<CommitOutcome> SaveAsync(PendingChanges changes, CursorAdvance? advance, CancellationToken cancellationToken)
    {
        var documents = new List<DocumentWrite>();
        var events = changes.Events;
        var after = new Dictionary<string, Saved>(StringComparer.Ordinal);
        foreach (var changed in changes.Incidents.Values)
        {
            var saved = _saved.GetValueOrDefault(changed.Id, new Saved(0, false, 0));
            var incident = changed with { Version = saved.Version + 1 };
            documents.Add(new DocumentWrite(DocumentKind.Incident, incident.Id, saved.Version, incident.State.ToString(), incident.Service, (incident.Anchors.Detected?.At ?? incident.UpdatedAt).ToUnixTimeMilliseconds(), AIOpsJson.Write(incident)));
            var shown = incident.State != IncidentState.Candidate && (saved.Shown || incident.State != IncidentState.Cancelled);
            if (shown)
            {
                events.Add(new NewEvent($"incident/{incident.Id}", saved.Shown ? EventTypes.IncidentChanged : EventTypes.IncidentOpened, AIOpsJson.Write(incident), TraceParent: Tracing.Current));
            }

            after[incident.Id] = saved with { Version = saved.Version + 1, Shown = saved.Shown || shown };
        }

        foreach (var alert in changes.RawPages)
        {
            events.Add(new NewEvent($"alert/{alert.Fingerprint}", EventTypes.AlertPagedRaw, AIOpsJson.Write(alert), $"raw/{alert.Fingerprint}/{alert.StartsAt.ToUnixTimeMilliseconds()}", Tracing.Current));
            _instruments.OnRawPage();
        }

        if (!changes.IsEmpty)
        {
            documents.Add(new DocumentWrite(DocumentKind.Correlation, MemoId, _memoVersion, "", "", _time.GetUtcNow().ToUnixTimeMilliseconds(), AIOpsJson.Write(new CorrelatorMemo(_nextNumber, _correlator.Save()))));
        }

        var outcome = await _store.CommitAsync(new StoreCommit { Documents = documents, Events = events, Cursor = advance, Fences = [Fence] }, cancellationToken);
        if (outcome == CommitOutcome.Committed)
        {
            _memoVersion += changes.IsEmpty ? 0 : 1;
            foreach (var (id, saved) in after)
            {
                if (saved.Shown && !_saved.GetValueOrDefault(id, new Saved(0, false, 0)).Shown)
                {
                    _instruments.OnOpened();
                }

                _saved[id] = saved;
                if (IncidentTransitions.IsFinal(changes.Incidents[id].State))
                {
                    _saved.Remove(id);
                    _rankedAt.Remove(id);
                }
            }

            Volatile.Write(ref _snapshot, [.. _correlator.Incidents]);
        }

        return outcome;
    }

    private sealed record Saved(long Version, bool Shown, int RankedSignals);

    private static partial class Log
    {
        [LoggerMessage(160, LogLevel.Information, "This process leads the incidents; {Count} are not closed.")]
        public static partial void Leading(ILogger logger, int count);

        [LoggerMessage(161, LogLevel.Error, "Event {Id} of type {Type} cannot be read and is passed over: {Reason}")]
        public static partial void Unreadable(ILogger logger, long id, string type, string reason);

        [LoggerMessage(162, LogLevel.Warning, "Incident {Incident}: {Action} does not apply: {Reason}")]
        public static partial void Rejected(ILogger logger, string incident, IncidentAction action, string reason);
    }
}
