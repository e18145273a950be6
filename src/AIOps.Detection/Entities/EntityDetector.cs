using AIOps.Detection.Metrics;

namespace AIOps.Detection.Entities;

/// <summary>
/// Joins what the detectors of one entity's metrics say: the mean evidence of its three loudest metrics, each measured by its own tail. An anomaly that was strong
/// once goes on alerting at a lower bar, so that the quieter middle of a long incident is not lost; a weak one is told and no more.
/// Constant cost per metric, no allocation after construction. Not thread safe.
/// </summary>
public sealed class EntityDetector
{
    private const int Loudest = 3;

    // three metrics that each reach the bar of a single series are still rather common where metrics move together
    private const double JointMargin = 1.0;
    private const double StrongAbove = 1.4;
    private const double HoldShare = 0.6;
    private readonly DetectorProfile _profile;
    private readonly float[] _contributions;
    private readonly float[] _recent;
    private GateState _gate;
    private double _intervalMs;
    private long _firstMs;
    private long _lastMs;
    private long _onsetMs;
    private long _heldMs;
    private int _count;

    /// <summary>Makes a detector for an entity.</summary>
    /// <param name="profile">Settings; the budget is per entity and day here.</param>
    /// <param name="metrics">Number of metrics.</param>
    public EntityDetector(DetectorProfile profile, int metrics)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(metrics);
        _profile = profile;
        _contributions = new float[metrics];
        _recent = new float[metrics];
    }

    /// <summary>Number of metrics.</summary>
    public int Metrics => _contributions.Length;

    /// <summary>For each metric how much it contributed to the open anomaly, or to the last moments when none is open; larger is louder.</summary>
    public ReadOnlySpan<float> Contributions => _gate.Open != 0 ? _contributions : _recent;

    /// <summary>Judges one moment, then learns it.</summary>
    /// <param name="unixMs">Time in Unix milliseconds, after the one before.</param>
    /// <param name="evidence">For each metric <see cref="Verdict.Evidence"/> of its latest sample; NaN when it has none.</param>
    /// <exception cref="ArgumentException">The number of metrics is another.</exception>
    public EntityVerdict Observe(long unixMs, ReadOnlySpan<double> evidence)
    {
        if (evidence.Length != _contributions.Length)
        {
            throw new ArgumentException($"{evidence.Length} metrics, expected {_contributions.Length}", nameof(evidence));
        }

        if (_count > 0 && unixMs <= _lastMs)
        {
            return new EntityVerdict { Open = _gate.Open != 0, State = StateAt(_lastMs) };
        }

        var elapsed = _count == 0 ? 0 : unixMs - _lastMs;
        _intervalMs = _count < 2 ? elapsed : _intervalMs + (0.1 * (Math.Min(elapsed, 2 * _intervalMs) - _intervalMs));
        _firstMs = _count == 0 ? unixMs : _firstMs;
        _lastMs = unixMs;
        _count++;
        var judged = Join(evidence);
        var bar = Math.Max(2, Math.Log10(86_400_000 / Math.Max(1, _intervalMs) / _profile.Budget) + JointMargin);
        var (transition, alert) = AlertGate.Step(_profile, ref _gate, unixMs, judged, bar, StateAt(unixMs) == LearningState.Active);
        var held = Holds(unixMs, judged, bar);
        if (transition == Transition.Opened)
        {
            _onsetMs = unixMs;
            _recent.CopyTo(_contributions, 0);
        }

        Contribute(evidence);
        return new EntityVerdict
        {
            Score = judged / (judged + 5),
            Evidence = judged,
            Alert = held || alert,
            Open = _gate.Open != 0,
            Transition = transition,
            OnsetMs = _gate.Open != 0 || transition == Transition.Closed ? _onsetMs : 0,
            State = StateAt(unixMs),
        };
    }

    /// <summary>Ranks the metrics by their contribution, loudest first.</summary>
    /// <param name="order">Receives metric numbers.</param>
    /// <returns>How many were written.</returns>
    public int Rank(Span<int> order)
    {
        var contributions = Contributions;
        var count = Math.Min(order.Length, contributions.Length);
        Span<float> keys = contributions.Length <= 512 ? stackalloc float[contributions.Length] : new float[contributions.Length];
        Span<int> items = contributions.Length <= 512 ? stackalloc int[contributions.Length] : new int[contributions.Length];
        for (var metric = 0; metric < contributions.Length; metric++)
        {
            keys[metric] = -contributions[metric];
            items[metric] = metric;
        }

        keys.Sort(items);
        items[..count].CopyTo(order);
        return count;
    }

    internal EntityWatchState Save(int metrics) => new()
    {
        Contributions = _contributions[..metrics],
        Recent = _recent[..metrics],
        Open = _gate.Open != 0,
        ExceedMs = _gate.ExceedMs,
        QuietMs = _gate.QuietMs,
        Peak = _gate.Peak,
        Near = _gate.Near,
        IntervalMs = _intervalMs,
        FirstMs = _firstMs,
        LastMs = _lastMs,
        OnsetMs = _onsetMs,
        HeldMs = _heldMs,
        Count = _count,
    };

    internal void Restore(EntityWatchState saved, ReadOnlySpan<int> numbers)
    {
        _gate = new GateState { ExceedMs = saved.ExceedMs, QuietMs = saved.QuietMs, Peak = saved.Peak, Near = saved.Near, Open = saved.Open ? 1 : 0 };
        (_intervalMs, _firstMs, _lastMs, _onsetMs, _heldMs, _count) = (saved.IntervalMs, saved.FirstMs, saved.LastMs, saved.OnsetMs, saved.HeldMs, saved.Count);
        for (var at = 0; at < numbers.Length; at++)
        {
            if (numbers[at] >= 0)
            {
                (_contributions[numbers[at]], _recent[numbers[at]]) = (saved.Contributions[at], saved.Recent[at]);
            }
        }
    }

    private bool Holds(long unixMs, double judged, double bar)
    {
        var strong = bar + StrongAbove;
        if (_gate.Open == 0 || (_heldMs == 0 && judged < strong))
        {
            _heldMs = 0;
            return false;
        }

        _heldMs = judged >= HoldShare * strong ? unixMs : _heldMs;
        if (unixMs - _heldMs <= _profile.CloseAfter.TotalMilliseconds)
        {
            return true;
        }

        _heldMs = 0;
        return false;
    }

    private static double Join(ReadOnlySpan<double> evidence)
    {
        Span<double> loudest = stackalloc double[Loudest];
        foreach (var one in evidence)
        {
            var left = double.IsNaN(one) ? 0 : one;
            for (var place = 0; place < Loudest && left > 0; place++)
            {
                if (left > loudest[place])
                {
                    (loudest[place], left) = (left, loudest[place]);
                }
            }
        }

        double sum = 0;
        foreach (var one in loudest)
        {
            sum += one;
        }

        return sum / Math.Min(Loudest, evidence.Length);
    }

    private void Contribute(ReadOnlySpan<double> evidence)
    {
        for (var metric = 0; metric < evidence.Length; metric++)
        {
            var one = double.IsNaN(evidence[metric]) ? 0f : (float)evidence[metric];
            _recent[metric] = Math.Max(one, _recent[metric] * 0.7f);
            if (_gate.Open != 0)
            {
                _contributions[metric] = Math.Max(_contributions[metric] * 0.98f, one);
            }
        }
    }

    private LearningState StateAt(long unixMs) =>
        unixMs < _firstMs + _profile.Learning.TotalMilliseconds || _count < _profile.MinSamples ? LearningState.Learning : LearningState.Active;
}
