using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Incidents.Grouping;
using AIOps.Incidents.Lifecycle;

namespace AIOps.Incidents.Correlation;

/// <summary>An incident while the correlator works on it: the record without its lists, the lists, and what is remembered beside them.</summary>
internal sealed class OpenIncident
{
    private const int MaxTimeline = 500;
    private const int MaxOmittedFollowed = 5_000;
    private readonly List<IncidentSignal> _signals;
    private readonly List<TimelineEntry> _timeline;
    private readonly Dictionary<string, int> _positions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SignalState> _states = new(StringComparer.Ordinal);
    // Positions of the signals of each workload; an empty list where only the names were left out.
    private readonly Dictionary<string, List<int>> _workloads = new(StringComparer.Ordinal);
    private readonly Func<string, string> _canonical;
    private readonly HashSet<string> _omittedFiring;
    private IncidentSignal[]? _signalsSnapshot;
    private TimelineEntry[]? _timelineSnapshot;

    public OpenIncident(Incident record, Func<string, string> canonical, IncidentWork? work = null)
    {
        _canonical = canonical;
        Record = record;
        _signals = [.. record.Signals];
        _timeline = [.. record.Timeline];
        Work = work ?? new IncidentWork { Id = record.Id };
        _omittedFiring = new HashSet<string>(Work.OmittedFiring, StringComparer.Ordinal);
        foreach (var state in Work.Signals)
        {
            _states[state.Id] = state;
        }

        FindPositions();
    }

    /// <summary>The record; its lists are stale until <see cref="Snapshot"/>.</summary>
    public Incident Record { get; set; }

    public IncidentWork Work { get; set; }

    public string Id => Record.Id;

    public IncidentState State => Record.State;

    public IReadOnlyList<IncidentSignal> Signals => _signals;

    /// <summary>Workloads of its signals, canonical.</summary>
    public IReadOnlyCollection<string> Workloads => _workloads.Keys;

    public bool HasFiringOmitted => _omittedFiring.Count > 0;

    /// <summary>The workload of the leading signal, canonical.</summary>
    public string AnchorWorkload { get; set; } = "";

    /// <summary>Onset of the leading signal.</summary>
    public DateTimeOffset AnchorOnset { get; set; }

    /// <summary>Weight of the leading signal.</summary>
    public double AnchorWeight { get; set; }

    /// <summary>Latest onset of a signal that came while the incident was active.</summary>
    public DateTimeOffset ActiveUntil { get; set; }

    /// <summary>
    /// How far a signal lies outside the time in which the incident was active, by its onset. Clocks of hosts differ and onsets are estimates:
    /// where the moments of receipt lie nearer they count half.
    /// </summary>
    public TimeSpan Apart(Anomaly anomaly)
    {
        var onset = Outside(anomaly.OnsetAt, AnchorOnset, ActiveUntil);
        var received = onset == TimeSpan.Zero || _signals.Count == 0 ? onset : Outside(anomaly.DetectedAt, _signals[0].LinkedAt, _signals[^1].LinkedAt);
        return received < onset ? (onset + received) / 2 : onset;
    }

    /// <summary>Takes note that a signal came while the incident was active; one that is mild beside the leading one keeps nothing going.</summary>
    public void KeepActive(Anomaly anomaly)
    {
        if (anomaly.OnsetAt > ActiveUntil && SignalWeight.Of(anomaly) >= .3 * AnchorWeight)
        {
            ActiveUntil = anomaly.OnsetAt;
        }
    }

    /// <summary>Reads off the signals until when the incident was active.</summary>
    public void FindActivity(TimeSpan window)
    {
        ActiveUntil = AnchorOnset;
        foreach (var signal in _signals.OrderBy(signal => signal.Anomaly.OnsetAt).TakeWhile(signal => signal.Anomaly.OnsetAt <= ActiveUntil + window))
        {
            KeepActive(signal.Anomaly);
        }
    }

    public bool IsAnchor(string workload) => workload == AnchorWorkload || _canonical(workload) == AnchorWorkload;

    public bool Has(string workload) => _workloads.ContainsKey(workload);

    /// <summary>The signals of a workload that are kept by name and began between two moments, both included.</summary>
    public IEnumerable<IncidentSignal> SignalsAt(string workload, DateTimeOffset from, DateTimeOffset to)
    {
        if (!_workloads.TryGetValue(workload, out var positions))
        {
            yield break;
        }

        var (first, last) = (from.UtcTicks, to.UtcTicks);
        foreach (var position in positions)
        {
            if (_signals[position].Anomaly.OnsetAt.UtcTicks is var onset && onset >= first && onset <= last)
            {
                yield return _signals[position];
            }
        }
    }

    public bool Contains(string anomalyId) => _positions.ContainsKey(anomalyId) || _omittedFiring.Contains(anomalyId);

    public Anomaly? Find(string anomalyId) => _positions.TryGetValue(anomalyId, out var position) ? _signals[position].Anomaly : null;

    public SignalState StateOf(string anomalyId) => _states.TryGetValue(anomalyId, out var state) ? state : new SignalState { Id = anomalyId };

    public void SetState(SignalState state) => _states[state.Id] = state;

    /// <summary>Adds a signal or puts its latest version in place; returns false when the bound only let it be counted.</summary>
    public bool Put(Anomaly anomaly, DateTimeOffset now, string why, int most)
    {
        if (_positions.TryGetValue(anomaly.Id, out var position))
        {
            _signals[position] = _signals[position] with { Anomaly = anomaly };
            _signalsSnapshot = null;
            return true;
        }

        if (_signals.Count >= most && !MakeRoomFor(anomaly))
        {
            if (anomaly.State != AnomalyState.Open)
            {
                _omittedFiring.Remove(anomaly.Id);
            }
            else if (_omittedFiring.Count >= MaxOmittedFollowed || _omittedFiring.Add(anomaly.Id))
            {
                Record = Record with { SignalsOmitted = Record.SignalsOmitted + 1 };
            }

            // Only its name is left out: its workload is affected all the same.
            PositionsAt(anomaly);
            return false;
        }

        _positions.Add(anomaly.Id, _signals.Count);
        PositionsAt(anomaly).Add(_signals.Count);
        _signals.Add(new IncidentSignal(anomaly, now, why));
        _signalsSnapshot = null;
        return true;
    }

    /// <summary>A full incident lets a milder signal go for a critical one: what matters most is kept by name.</summary>
    private bool MakeRoomFor(Anomaly anomaly)
    {
        if (anomaly.Severity < Severity.Critical || anomaly.State != AnomalyState.Open)
        {
            return false;
        }

        var mildest = _signals.FindIndex(1, signal => signal.Anomaly.Severity < Severity.Error && !signal.Anomaly.StateFault);
        if (mildest < 0)
        {
            return false;
        }

        var gone = _signals[mildest].Anomaly;
        if (gone.State == AnomalyState.Open && _omittedFiring.Count < MaxOmittedFollowed)
        {
            _omittedFiring.Add(gone.Id);
        }

        _signals.RemoveAt(mildest);
        FindPositions();
        Record = Record with { SignalsOmitted = Record.SignalsOmitted + 1 };
        return true;
    }

    /// <summary>Takes signals out, for a split.</summary>
    public IReadOnlyList<IncidentSignal> Take(IReadOnlyCollection<string> anomalyIds)
    {
        var taken = _signals.Where(signal => anomalyIds.Contains(signal.Anomaly.Id)).ToArray();
        _signals.RemoveAll(signal => anomalyIds.Contains(signal.Anomaly.Id));
        _workloads.Clear();
        FindPositions();
        return taken;
    }

    public void Tell(DateTimeOffset at, string kind, string text, string actor = "aiops")
    {
        if (_timeline.Count < MaxTimeline)
        {
            _timeline.Add(new TimelineEntry(at, kind, text, actor));
            _timelineSnapshot = null;
        }
        else if (kind != "signal")
        {
            // The beginning and what people and runs did matter more than the five hundredth signal.
            var drop = _timeline.FindIndex(10, entry => entry.Kind == "signal");
            _timeline.RemoveAt(drop < 0 ? 10 : drop);
            _timelineSnapshot = null;
            _timeline.Add(new TimelineEntry(at, kind, text, actor));
        }
    }

    /// <summary>Moves along the table; false when the event does not apply.</summary>
    public bool Move(IncidentEvent occurred, DateTimeOffset now, string text, string actor = "aiops")
    {
        if (IncidentTransitions.Next(State, occurred) is not { } next)
        {
            return false;
        }

        Tell(now, "state", $"{State} → {next}: {text}", actor);
        Record = Record with { State = next, UpdatedAt = now };
        return true;
    }

    public Incident Snapshot(DateTimeOffset now)
    {
        // Whoever got the last one keeps it: copies are made anew only where something changed.
        Record = Record with { Signals = _signalsSnapshot ??= [.. _signals], Timeline = _timelineSnapshot ??= [.. _timeline], UpdatedAt = now };
        return Record;
    }

    public IncidentWork SaveWork() => Work with { OmittedFiring = [.. _omittedFiring], Signals = [.. _states.Values.Where(state => _positions.ContainsKey(state.Id))] };

    private static TimeSpan Outside(DateTimeOffset moment, DateTimeOffset from, DateTimeOffset until) =>
        moment < from ? from - moment : moment > until && moment > from ? moment - (until > from ? until : from) : TimeSpan.Zero;

    private List<int> PositionsAt(Anomaly anomaly)
    {
        var workload = _canonical(anomaly.Entity.Workload);
        if (!_workloads.TryGetValue(workload, out var positions))
        {
            _workloads.Add(workload, positions = []);
        }

        return positions;
    }

    private void FindPositions()
    {
        _signalsSnapshot = null;
        _positions.Clear();
        foreach (var positions in _workloads.Values)
        {
            positions.Clear();
        }

        for (var i = 0; i < _signals.Count; i++)
        {
            _positions[_signals[i].Anomaly.Id] = i;
            PositionsAt(_signals[i].Anomaly).Add(i);
        }
    }
}
