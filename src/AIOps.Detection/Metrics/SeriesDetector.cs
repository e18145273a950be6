using System.Runtime.InteropServices;
using AIOps.Contracts.Events;
using AIOps.Contracts.Telemetry;

namespace AIOps.Detection.Metrics;

/// <summary>
/// Streaming detector of one series: first judges a sample by the past, then learns it. Three levels (minutes, an hour, half a day) of what a daily path leaves over;
/// the errors in units of their usual size; for each the chance to see it in ordinary times; alerts under a ceiling. Time comes with the samples.
/// Not thread safe. Constant state (<see cref="StateBytes"/>), constant cost, no allocation per sample.
/// </summary>
public sealed partial class SeriesDetector
{
    private const double Doubt = 0.05;

    private SeriesState _state;

    /// <summary>Makes a detector that has seen nothing.</summary>
    /// <param name="profile">Settings.</param>
    /// <param name="kind">How values are read.</param>
    public SeriesDetector(DetectorProfile profile, SeriesKind kind)
    {
        ArgumentNullException.ThrowIfNull(profile);
        Profile = profile;
        _state.Kind = (byte)kind;
        SeriesModel.Start(ref _state);
    }

    private SeriesDetector(DetectorProfile profile, in SeriesState state)
    {
        Profile = profile;
        _state = state;
    }

    /// <summary>Bytes of state of one series.</summary>
    public static int StateBytes { get; } = Marshal.SizeOf<SeriesState>();

    /// <summary>Settings.</summary>
    public DetectorProfile Profile { get; }

    /// <summary>How values are read.</summary>
    public SeriesKind Kind => (SeriesKind)_state.Kind;

    /// <summary>Learning, active or stale.</summary>
    public LearningState State => _state.Stale != 0 ? LearningState.Stale : IsLearning(_state.LastMs) ? LearningState.Learning : LearningState.Active;

    /// <summary>When learning ends at the earliest, in Unix milliseconds; 0 before the first sample.</summary>
    public long LearningUntilMs => _state.LearnUntilMs;

    /// <summary>Time of the last sample, in Unix milliseconds; 0 before the first.</summary>
    public long LastMs => _state.LastMs;

    /// <summary>Usual time between samples in milliseconds; 0 when not yet known.</summary>
    public double IntervalMs => _state.IntervalMs;

    /// <summary>The value that was judged last; 0 before the first.</summary>
    public double LastValue => _state.LastValue;

    /// <summary>True while an anomaly is open.</summary>
    public bool IsOpen => _state.Gate.Open != 0;

    /// <summary>Evidence that is asked for on top, set by whoever watches the fleet; not part of a checkpoint.</summary>
    public double Margin { get; set; }

    /// <summary>Evidence that an alert needs at present.</summary>
    public double Bar => UsualBar + Above;

    // what is asked of a series that keeps its ceiling, and what ceilings and feedback ask on top
    private double UsualBar => AlertGate.Bar(Profile, _state.IntervalMs, _state.Count);

    private double Above => _state.Raised + AlertGate.Ceiling(Profile, _state.Opened) + Margin;

    /// <summary>Judges a sample, then learns it.</summary>
    /// <param name="unixMs">Time of the sample in Unix milliseconds; not after the one before means late or duplicate, and nothing happens.</param>
    /// <param name="value">The raw value as it came: for a counter the cumulative count. Not finite means nothing happens.</param>
    public Verdict Observe(long unixMs, double value)
    {
        ref var state = ref _state;
        var first = state.Started == 0;
        if (!Intake.TryTake(ref state, unixMs, value, out var judged, out var elapsedMs))
        {
            StartLearning(first);
            return Unjudged();
        }

        StartLearning(first);
        state.Stale = 0;
        var moment = new Moment(Profile, unixMs, elapsedMs, state.IntervalMs);
        SeriesModel.Judge(ref state, moment, judged, out var finding);
        PassOverGap(ref finding);
        var young = YoungRange.IsYoung(state, unixMs);
        var wasOpen = state.Gate.Open != 0;
        var near = wasOpen || young || Profile.Hold || finding.Evidence >= AlertGate.LeastBar + (state.Raised + Margin);
        var asked = near ? Ask(unixMs, judged, finding.Expected) : default;
        var standsOut = near && AlertGate.Corroborate(Profile, ref state.Gate, ref finding, judged, asked, doubted: state.Raised > Doubt);
        var score = RawScore.Of(ref state, finding, moment);
        if (!near && score >= RawScore.NewsFrom)
        {
            near = true;
            asked = Ask(unixMs, judged, finding.Expected);
        }

        var transition = Transition.None;
        var ground = Ground.None;
        if (near)
        {
            (transition, ground) = Decide(unixMs, judged, finding, score, young, asked);
        }
        else
        {
            AlertGate.Pass(ref state.Gate);
        }

        state.Opened *= moment.OpenedKept;
        if (transition == Transition.Opened)
        {
            AlertGate.CountOpening(ref state.Opened, ref state.OpenedMs, unixMs);
            state.OnsetMs = finding.Statistic == Statistic.Spike || state.ExcursionMs == 0 ? unixMs : state.ExcursionMs;
            state.Statistic = (byte)finding.Statistic;
        }

        if (!standsOut || HeldTooLong(unixMs))
        {
            SeriesModel.Learn(Profile, ref state, moment, judged, finding);
        }
        else if (!wasOpen)
        {
            SeriesModel.LearnOutlier(ref state, moment, finding);
        }

        var isOpen = state.Gate.Open != 0;
        var reported = isOpen || transition == Transition.Closed;
        return new Verdict
        {
            Judged = true,
            Score = score,
            Evidence = finding.Evidence,
            Needed = asked.Bar,
            Ground = ground,
            Alert = ground != Ground.None,
            Open = isOpen,
            Transition = transition,
            Value = judged,
            Expected = finding.Expected,
            Lower = finding.Expected - finding.Width,
            Upper = finding.Expected + finding.Width,
            Statistic = finding.Statistic,
            Deviation = finding.Deviation,
            OnsetMs = reported ? state.OnsetMs : 0,
            QuietMs = reported ? state.Gate.QuietMs : 0,
            Direction = finding.Deviation > 0 ? AnomalyDirection.Up : finding.Deviation < 0 ? AnomalyDirection.Down : AnomalyDirection.None,
            State = State,
        };
    }

    /// <summary>Lets time pass without a sample; the detector may become stale. What is open stays open: silence is no recovery.</summary>
    /// <param name="unixMs">The present, in Unix milliseconds.</param>
    /// <returns>The state afterwards.</returns>
    public LearningState AdvanceTo(long unixMs)
    {
        var limit = Math.Max(Profile.StaleAfter.TotalMilliseconds, 3 * _state.IntervalMs);
        if (_state.Started != 0 && unixMs - _state.LastMs > limit)
        {
            _state.Stale = 1;
        }

        return State;
    }

    // what comes right after a pause is no evidence, but who was in trouble before it and is in trouble after it has not learnt anything in between
    private void PassOverGap(ref Finding finding)
    {
        if (_state.Skip == 0)
        {
            return;
        }

        if (Profile.Hold && _state.Gate.Open != 0)
        {
            _state.Skip = 0;
            return;
        }

        _state.Skip--;
        finding.Evidence = finding.FastEvidence = finding.SlowEvidence = 0;
        finding.Statistic = Statistic.None;
    }

    private Demand Ask(long unixMs, double value, double expected)
    {
        var usual = UsualBar;
        return new Demand(usual, usual + Above, !IsLearning(unixMs) && AlertGate.Reportable(Profile, value, expected));
    }

    private (Transition Transition, Ground Ground) Decide(long unixMs, double value, in Finding finding, double score, bool young, in Demand asked)
    {
        ref var state = ref _state;
        var evidence = finding.Evidence;
        var news = AlertGate.OfNews(Profile, score, young, asked.UsualBar);
        var lasting = young && YoungRange.Lasts(ref state, value, evidence, asked.MayAlert && state.Raised <= Doubt);
        var (transition, alert) = AlertGate.Step(Profile, ref state.Gate, unixMs, Math.Max(lasting ? Math.Max(evidence, asked.Bar) : evidence, news), asked.Bar, asked.MayAlert);
        return (transition, !alert ? Ground.None : evidence >= asked.Bar ? Ground.Evidence : news >= asked.Bar ? Ground.News : Ground.Range);
    }

    // what lasts longer than a level needs to be accepted is learnt after all, and then closes by itself
    private bool HeldTooLong(long unixMs) => _state.Gate.Open != 0 && unixMs - _state.OnsetMs > Profile.AcceptAfter.TotalMilliseconds;

    private bool IsLearning(long unixMs) => _state.Started == 0 || unixMs < _state.LearnUntilMs || _state.Count < Profile.MinSamples;

    private void StartLearning(bool first)
    {
        if (first && _state.Started != 0)
        {
            _state.LearnUntilMs = _state.FirstMs + (long)Profile.Learning.TotalMilliseconds;
        }
    }

    private Verdict Unjudged() => new() { State = State, Open = _state.Gate.Open != 0, OnsetMs = _state.Gate.Open != 0 ? _state.OnsetMs : 0 };
}
