using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Incidents.Grouping;
using AIOps.Incidents.Maintenance;
using AIOps.Incidents.Paging;

namespace AIOps.Incidents.Correlation;

/// <summary>What is remembered beside the incidents; all bounded.</summary>
internal sealed class CorrelatorMemory
{
    private const int MaxChanges = 1_000;
    private const int MaxNoise = 5_000;
    private const int MaxPending = 5_000;
    private readonly Dictionary<string, MaintenanceWindow> _maintenance = new(StringComparer.Ordinal);
    private readonly Dictionary<(string First, string Second), LearntPair> _learnt = [];
    private readonly List<ChangeEvent> _changes = [];
    private readonly Dictionary<string, PendingAlert> _pending = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _noise = new(StringComparer.Ordinal);
    private readonly Queue<string> _noiseOrder = new();

    public CorrelatorCounters Counters { get; } = new();

    public PageBudget Pages { get; } = new();

    public IReadOnlyList<ChangeEvent> Changes => _changes;

    public IReadOnlyCollection<PendingAlert> Pending => _pending.Values;

    public bool HasLearnt => _learnt.Count > 0;

    public void Set(MaintenanceWindow window) => _maintenance[window.Id] = window;

    public MaintenanceWindow? Maintained(string workload, DateTimeOffset at) => _maintenance.Values.FirstOrDefault(window => window.Covers(workload, at));

    public bool Remember(ChangeEvent change, DateTimeOffset now)
    {
        if (_changes.Any(known => known.Id == change.Id))
        {
            return false;
        }

        if (_changes.Count >= MaxChanges)
        {
            _changes.RemoveAt(0);
        }

        // A change that is told with a time in the future took effect when we heard of it.
        _changes.Add(change.At > now ? change with { At = now } : change);
        return true;
    }

    public void Learn(string first, string second, bool together, DateTimeOffset until)
    {
        var key = Key(first, second);
        _learnt[key] = new LearntPair(key.First, key.Second, together, until);
    }

    public bool? Learnt(string first, string second) => _learnt.Count > 0 && _learnt.TryGetValue(Key(first, second), out var pair) ? pair.Together : null;

    public IEnumerable<string> LearntPartners(string workload) =>
        _learnt.Values.Where(pair => pair.Together && (pair.First == workload || pair.Second == workload)).Select(pair => pair.First == workload ? pair.Second : pair.First);

    public void Await(ExternalAlert alert, string signalId, DateTimeOffset now)
    {
        if (!alert.Firing)
        {
            _pending.Remove(signalId);
        }
        else if (alert.Severity == Severity.Critical && _pending.Count < MaxPending)
        {
            _pending.TryAdd(signalId, new PendingAlert(alert, signalId, now));
        }
    }

    public void Settle(string signalId) => _pending.Remove(signalId);

    public void Dismiss(string signalId, double weight)
    {
        if (_noise.TryAdd(signalId, weight))
        {
            _noiseOrder.Enqueue(signalId);
            while (_noiseOrder.Count > MaxNoise)
            {
                _noise.Remove(_noiseOrder.Dequeue());
            }
        }
        else
        {
            _noise[signalId] = weight;
        }
    }

    public void Undismiss(string signalId) => _noise.Remove(signalId);

    public double? Dismissed(string signalId) => _noise.TryGetValue(signalId, out var weight) ? weight : null;

    public void Expire(DateTimeOffset now, CorrelatorOptions options)
    {
        _changes.RemoveAll(change => now - change.At > TimeSpan.FromHours(1) + options.JoinWindow);
        foreach (var window in _maintenance.Values.Where(window => window.To + options.StabilityWindow < now).ToArray())
        {
            _maintenance.Remove(window.Id);
        }

        foreach (var (key, pair) in _learnt.ToArray())
        {
            if (pair.Until < now)
            {
                _learnt.Remove(key);
            }
        }
    }

    public CorrelatorState Save(IReadOnlyList<IncidentWork> incidents) => new()
    {
        FingerprintVersion = Fingerprint.RulesVersion,
        Incidents = incidents,
        Maintenance = [.. _maintenance.Values],
        Learnt = [.. _learnt.Values],
        Changes = [.. _changes],
        PendingAlerts = [.. _pending.Values],
        FalsePages = [.. Pages.False],
        Noise = new Dictionary<string, double>(_noise, StringComparer.Ordinal),
    };

    public void Restore(CorrelatorState state)
    {
        foreach (var window in state.Maintenance)
        {
            Set(window);
        }

        foreach (var pair in state.Learnt)
        {
            _learnt[(pair.First, pair.Second)] = pair;
        }

        _changes.AddRange(state.Changes);
        foreach (var pending in state.PendingAlerts)
        {
            _pending[pending.SignalId] = pending;
        }

        foreach (var at in state.FalsePages)
        {
            Pages.Add(at);
        }

        foreach (var (id, weight) in state.Noise)
        {
            Dismiss(id, weight);
        }
    }

    private static (string First, string Second) Key(string first, string second) =>
        string.CompareOrdinal(first, second) <= 0 ? (first, second) : (second, first);
}
