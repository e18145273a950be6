namespace AIOps.Detection.Members;

/// <summary>
/// How steadily one member of a workload works, read off the counters of one metric, all label sets together: how much it usually does, how much lately, and how long
/// it ever stood still. O(1) a sample, no allocation; memory of ten minutes.
/// </summary>
public sealed class WorkPulse
{
    private const double MemoryMs = 600_000;
    private const double LatelyMs = 20_000;
    private const double EnoughMs = 60_000;
    private const double Always = .9;
    private const double LongMs = 15_000;
    private const double Longest = 3;

    // no counter counts as fast; what does is an error of the sender, and sums must stay finite
    private const double FastestRate = 1e15;

    private double _time;
    private double _work;
    private double _stood;
    private double _longest;
    private double _lateTime;
    private double _lateWork;
    private double _credit = double.PositiveInfinity;

    /// <summary>When it last did something, Unix milliseconds by its samples; 0 before it ever did.</summary>
    public long MovedMs { get; private set; }

    /// <summary>Since when it moves without a stall, Unix milliseconds.</summary>
    public long MovingSinceMs { get; private set; }

    /// <summary>Its last sample, Unix milliseconds.</summary>
    public long HeardMs { get; private set; }

    /// <summary>What it usually does in a second.</summary>
    public double Usual => _time > 0 ? 1000 * _work / _time : 0;

    /// <summary>What it did in a second lately, in some 20 s before it last moved.</summary>
    public double Lately => _lateTime > 0 ? 1000 * _lateWork / _lateTime : 0;

    /// <summary>For how long it has done nothing, milliseconds.</summary>
    public long StillMs => MovedMs == 0 ? 0 : HeardMs - MovedMs;

    /// <summary>It has worked for at least a minute and hardly ever stood still: only then does standing still tell anything.</summary>
    public bool IsSteady => _time >= EnoughMs && _stood <= (1 - Always) * _time;

    /// <summary>It reports, and has done nothing for as long as tells something.</summary>
    public bool StandsStill => IsSteady && StillMs >= TellingMs;

    /// <summary>From when on standing still tells something, milliseconds: 15 s and three times as long as ever lately.</summary>
    public double TellingMs => Math.Max(LongMs, Longest * _longest);

    /// <summary>It does at least half of what it usually does.</summary>
    public bool GoesOn => IsSteady && StillMs <= 1.5 * _longest && Lately >= .5 * Usual;

    /// <summary>Takes one sample of one of its counters.</summary>
    /// <param name="fromMs">The counter's sample before, Unix milliseconds.</param>
    /// <param name="timeMs">This sample, Unix milliseconds; not before <paramref name="fromMs"/>.</param>
    /// <param name="rate">Increase per second between the two.</param>
    public void Take(long fromMs, long timeMs, double rate)
    {
        if (timeMs <= fromMs || !(rate <= FastestRate))
        {
            return;
        }

        HeardMs = Math.Max(HeardMs, timeMs);
        if (rate <= 0)
        {
            return;
        }

        if (MovedMs == 0)
        {
            MovedMs = MovingSinceMs = fromMs;
        }

        if (timeMs > MovedMs)
        {
            double gap = timeMs - MovedMs;
            var interval = Math.Min(timeMs - fromMs, gap);
            if (IsSteady && gap >= TellingMs)
            {
                MovingSinceMs = fromMs;

                // neither a stall nor a hole in the telemetry is what is usual; pauses that come again and again, and longer intervals, are learnt in the end
                gap = Math.Min(gap, 2 * _longest);
                interval = Math.Min(interval, gap);
            }

            _credit = gap;
            Forget(gap);
            _time += gap;
            _lateTime += gap;
            _stood += gap > 1.5 * interval ? gap - interval : 0;
            _longest = Math.Max(gap, _longest);
            MovedMs = timeMs;
        }

        // as much time as was counted, and no more
        var work = rate * Math.Min(timeMs - fromMs, _credit) / 1000;
        _work += work;
        _lateWork += work;
    }

    /// <summary>Learns anew: what it did so far was told to be no measure.</summary>
    public void Reset()
    {
        (_time, _work, _stood, _longest, _lateTime, _lateWork) = (0, 0, 0, 0, 0, 0);
        MovedMs = MovingSinceMs = 0;
    }

    /// <summary>Its state, to be kept over a restart.</summary>
    public WorkPulseState Save() => new(MovedMs, MovingSinceMs, HeardMs, _time, _work, _stood, _longest, _lateTime, _lateWork);

    /// <summary>Goes on from a saved state.</summary>
    /// <param name="state">What <see cref="Save"/> gave.</param>
    public static WorkPulse Restore(WorkPulseState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return new WorkPulse
        {
            MovedMs = state.MovedMs,
            MovingSinceMs = state.MovingSinceMs,
            HeardMs = state.HeardMs,
            _time = state.Time,
            _work = state.Work,
            _stood = state.Stood,
            _longest = state.Longest,
            _lateTime = state.LateTime,
            _lateWork = state.LateWork,
        };
    }

    private void Forget(double ms)
    {
        var keep = Math.Exp(-ms / MemoryMs);
        _time *= keep;
        _work *= keep;
        _stood *= keep;
        _longest *= keep;
        keep = Math.Exp(-ms / LatelyMs);
        _lateTime *= keep;
        _lateWork *= keep;
    }
}
