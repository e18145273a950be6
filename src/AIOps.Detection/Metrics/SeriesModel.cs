using AIOps.Contracts.Telemetry;

namespace AIOps.Detection.Metrics;

/// <summary>The model behind <see cref="SeriesDetector"/>: judging and learning as pure steps over <see cref="SeriesState"/>.</summary>
internal static class SeriesModel
{
    private const double PriorSamples = 30;
    private const double CrowdPenalty = 60;
    private const double UncommonEvidence = 2;

    public static void Start(ref SeriesState state)
    {
        state.Weight = 1;
        state.Total = PriorSamples;
        state.FastTail.Up.Reset();
        state.FastTail.Down.Reset();
        state.MidTail = state.SlowTail = state.ShiftTail = state.FastTail;
        state.SpreadTail = state.FastTail.Up;
        for (var hour = 0; hour < HourBins.Length; hour++)
        {
            state.Width[hour] = 1;
        }
    }

    public static void StartMember(ref SeriesState state)
    {
        state.Started = 0;
        state.Count = 0;
        state.Gate = default;
        state.Stale = 0;
        state.Skip = 0;
        state.Shift = state.SlowShift = 0;
        state.ExcursionMs = state.ShiftMs = state.OnsetMs = 0;
        state.Run = 0;
        state.Raised = Math.Max(0, state.Raised);
    }

    /// <summary>The present level is the new normal.</summary>
    public static void Accept(ref SeriesState state)
    {
        var left = state.LastValue - state.Origin - (state.Trust * DayPath.At(state.Path, state.LastMs)) - WeekPath.At(state, state.LastMs);
        state.Fast = state.Mid = state.Slow = left;
        state.Shift = state.SlowShift = 0;
        state.ShiftMs = 0;
    }

    public static void Judge(ref SeriesState state, in Moment moment, double value, out Finding finding)
    {
        finding = default;
        var day = DayPath.At(state.Path, moment.Knots);
        if (state.Count == 0)
        {
            First(ref state, moment, value, day, ref finding);
            return;
        }

        var path = (state.Trust * day) + WeekPath.At(state, moment.UnixMs);
        finding.Day = day;
        finding.Path = path;
        if (state.Varies == 0 && value.Equals(state.LastValue))
        {
            finding.Expected = value;
            finding.Width = Floor(state, value);
            return;
        }

        var left = value - state.Origin - path;
        var floor = Floor(state, value);
        var width = state.Width[moment.Hour] * (1 + (4.0 / state.Count));
        var fast = Compress((left - state.Fast) / ((width * state.ScaleFast) + floor));
        var mid = Compress((left - state.Mid) / ((width * state.ScaleMid) + floor));
        var slow = Compress((left - state.Slow) / ((width * state.ScaleSlow) + floor));
        finding.ZFast = fast;
        finding.ZMid = mid;
        finding.ZSlow = slow;
        finding.Shift = state.Shift + (moment.ShiftShare * (Within(mid, 30) - state.Shift));
        finding.Spread = state.Spread + (moment.SpreadShare * (double.MinNative(Math.Abs(fast), 10) - state.Spread));
        finding.SpreadRatio = finding.Spread / (state.UsualSpread + 0.2);
        finding.FastEvidence = state.FastTail.Evidence(fast);
        finding.SlowEvidence = state.SlowTail.Evidence(slow);

        var best = finding.FastEvidence;
        var statistic = Statistic.Spike;
        Take(state.MidTail.Evidence(mid), Statistic.Shift, ref best, ref statistic);
        Take(finding.SlowEvidence, Statistic.Drift, ref best, ref statistic);
        Take(state.ShiftTail.Evidence(finding.Shift * 2), Statistic.Shift, ref best, ref statistic);
        Take(state.SpreadTail.Evidence(finding.SpreadRatio * 2), Statistic.Volatility, ref best, ref statistic);
        Take(FlatEvidence(state, value), Statistic.Flat, ref best, ref statistic);
        if (state.Varies == 0)
        {
            // a series that never changed: by the rule of succession the chance of a first change is one in n
            var first = Math.Log10(1 + state.Count);
            best = Math.Clamp(best, first, state.Kind == (byte)SeriesKind.Gauge ? first + 2 : 100);
            statistic = Statistic.Novelty;
        }

        var (deviation, level, scale) = statistic switch
        {
            Statistic.Spike => (fast, state.Fast, state.ScaleFast),
            Statistic.Drift => (slow, state.Slow, state.ScaleSlow),
            Statistic.Flat or Statistic.Volatility => (0, state.Mid, state.ScaleMid),
            _ => (mid, state.Mid, state.ScaleMid),
        };
        finding.Evidence = double.MinNative(double.MaxNative(best, 0), 100);
        finding.Statistic = statistic;
        finding.Deviation = deviation;
        finding.Expected = state.Origin + path + level;
        finding.Width = 4 * ((width * scale) + floor);
    }

    public static void Learn(DetectorProfile profile, ref SeriesState state, in Moment moment, double value, in Finding finding)
    {
        state.Count++;
        var warm = 1.0 / state.Count;
        var left = value - state.Origin - finding.Path;
        LearnTails(ref state, moment, finding);
        LearnScales(ref state, moment, left, warm);

        state.Fast += double.MaxNative(warm, moment.FastShare) * (left - state.Fast);
        state.Mid += double.MaxNative(warm, moment.MidShare) * Clip(left - state.Mid, double.MaxNative(4 * state.ScaleMid, state.Wide), state.Count);
        state.Slow += double.MaxNative(warm, moment.SlowShare) * Clip(left - state.Slow, double.MaxNative(3 * state.ScaleSlow, state.Wide), state.Count);
        state.Shift = finding.Shift;
        state.Spread = finding.Spread;
        state.UsualSpread += double.MaxNative(warm, moment.ScaleShare) * (finding.Spread - state.UsualSpread);
        LearnPath(ref state, moment, value - state.Origin, finding.Day, warm);
        AcceptLastingShift(profile, ref state, moment, finding.ZSlow);

        if (Math.Abs(finding.ZMid) < 2.5)
        {
            state.ExcursionMs = 0;
        }
        else if (state.ExcursionMs == 0)
        {
            state.ExcursionMs = moment.UnixMs;
        }

        LearnRepeats(ref state, moment, value, warm);
        state.LastValue = value;
        state.Raised *= moment.RaisedKept;
    }

    /// <summary>Learns that such a thing happens, but neither level nor usual error from it.</summary>
    public static void LearnOutlier(ref SeriesState state, in Moment moment, in Finding finding) => LearnTails(ref state, moment, finding);

    private static void First(ref SeriesState state, in Moment moment, double value, double day, ref Finding finding)
    {
        var week = WeekPath.At(state, moment.UnixMs);
        var path = (state.Trust * day) + week;
        state.Origin = value;
        state.LastValue = value;
        state.Fast = state.Mid = state.Slow = -path;
        state.WithoutPath = -week;
        state.WithPath = -day - week;
        finding.Day = day;
        finding.Path = path;
        finding.Expected = value;
    }

    private static void LearnTails(ref SeriesState state, in Moment moment, in Finding finding)
    {
        if (state.Count < 4)
        {
            return;
        }

        // an excursion counts about once, however many samples it has, or a long incident would become ordinary
        var uncommon = finding.Evidence > UncommonEvidence;
        state.Crowd += moment.CrowdShare * ((uncommon ? 1 : 0) - state.Crowd);
        var weight = (float)(uncommon ? state.Weight * (1 / (1 + (CrowdPenalty * state.Crowd))) : state.Weight);
        state.FastTail.Add(finding.ZFast, weight);
        state.MidTail.Add(finding.ZMid, weight);
        state.SlowTail.Add(finding.ZSlow, weight);
        state.ShiftTail.Add(finding.Shift * 2, weight);
        state.SpreadTail.Add(finding.SpreadRatio * 2, weight);
        state.Total += weight;
        state.Weight *= moment.WeightGrowth;
        if (state.Weight > 1e6)
        {
            Rescale(ref state);
        }

        // one tail in every second sample: each is at most eighteen samples old, and far more is known of it than that
        state.Turn = state.Turn == 17 ? 0 : state.Turn + 1;
        if ((state.Turn & 1) == 0)
        {
            FitOne(ref state, state.Total);
        }
    }

    private static void FitOne(ref SeriesState state, double total)
    {
        switch (state.Turn >> 1)
        {
            case 0: state.FastTail.Up.Fit(total, state.Weight); break;
            case 1: state.FastTail.Down.Fit(total, state.Weight); break;
            case 2: state.MidTail.Up.Fit(total, state.Weight); break;
            case 3: state.MidTail.Down.Fit(total, state.Weight); break;
            case 4: state.SlowTail.Up.Fit(total, state.Weight); break;
            case 5: state.SlowTail.Down.Fit(total, state.Weight); break;
            case 6: state.ShiftTail.Up.Fit(total, state.Weight); break;
            case 7: state.ShiftTail.Down.Fit(total, state.Weight); break;
            default: state.SpreadTail.Fit(total, state.Weight); break;
        }
    }

    private static void Rescale(ref SeriesState state)
    {
        var factor = (float)(1 / state.Weight);
        state.FastTail.Up.Scale(factor);
        state.FastTail.Down.Scale(factor);
        state.MidTail.Up.Scale(factor);
        state.MidTail.Down.Scale(factor);
        state.SlowTail.Up.Scale(factor);
        state.SlowTail.Down.Scale(factor);
        state.ShiftTail.Up.Scale(factor);
        state.ShiftTail.Down.Scale(factor);
        state.SpreadTail.Scale(factor);
        state.Total *= factor;
        state.Weight = 1;
    }

    private static void LearnScales(ref SeriesState state, in Moment moment, double left, double warm)
    {
        if (state.Count < 2)
        {
            return;
        }

        var share = double.MaxNative(warm, moment.ScaleShare);
        ref var hour = ref state.Width[moment.Hour];
        var fast = Math.Abs(left - state.Fast);
        state.ScaleFast += share * (Clip(fast, double.MaxNative(6 * state.ScaleFast, state.Wide), state.Count) - state.ScaleFast);
        state.ScaleMid += share * (Clip(Math.Abs(left - state.Mid), double.MaxNative(6 * state.ScaleMid, state.Wide), state.Count) - state.ScaleMid);
        state.ScaleSlow += share * (Clip(Math.Abs(left - state.Slow), double.MaxNative(6 * state.ScaleSlow, state.Wide), state.Count) - state.ScaleSlow);
        state.Wide += double.MaxNative(warm, moment.TailShare) * (double.MinNative(fast, state.Wide > 0 ? 1000 * state.Wide : fast) - state.Wide);
        if (state.Count > 50 && state.ScaleFast > 0)
        {
            var relative = double.MinNative(6 * hour, fast / state.ScaleFast);
            hour = (float)double.MinNative(double.MaxNative(hour + (moment.WidthShare * (relative - hour)), 0.3), 3);
        }
    }

    private static void LearnPath(ref SeriesState state, in Moment moment, double value, double path, double warm)
    {
        var days = (moment.UnixMs - state.FirstMs) / 86_400_000.0;
        value -= WeekPath.Learn(ref state, moment, value - path, warm);
        var withError = value - path - state.WithPath;
        var withoutError = value - state.WithoutPath;
        var share = double.MaxNative(warm, moment.TrustShare);
        var limit = 4 * state.ScaleMid;
        state.WithPath += share * Clip(withError, limit, state.Count);
        state.WithoutPath += share * Clip(withoutError, limit, state.Count);
        var slow = value - path - state.Slow;
        DayPath.Learn(ref state.Path, moment.Knots, days < 1 ? slow : Clip(slow, 4 * state.ScaleSlow, state.Count), moment.ElapsedMs, days);
        if (days < 1)
        {
            return;
        }

        var lossShare = double.MaxNative(moment.ScaleShare, 1e-4);
        state.LossWith += lossShare * (double.MinNative(Math.Abs(withError), 2 * limit) - state.LossWith);
        state.LossWithout += lossShare * (double.MinNative(Math.Abs(withoutError), 2 * limit) - state.LossWithout);
        var with = state.LossWithout * state.LossWithout * state.LossWithout;
        var without = state.LossWith * state.LossWith * state.LossWith;
        var wanted = with + without > 0 && days > 1.2 ? with / (with + without) : 0;
        var before = state.Trust;
        state.Trust += (float)(moment.TrustShare * (wanted - state.Trust));
        // the levels hold what the trusted part of the path leaves over: keep the forecast where it was
        var moved = (state.Trust - before) * path;
        state.Fast -= moved;
        state.Mid -= moved;
        state.Slow -= moved;
    }

    private static void AcceptLastingShift(DetectorProfile profile, ref SeriesState state, in Moment moment, double slow)
    {
        state.SlowShift += moment.HalfHourShare * (Within(slow, 20) - state.SlowShift);
        if (Math.Abs(state.SlowShift) < 3)
        {
            state.ShiftMs = 0;
        }
        else if (state.ShiftMs == 0)
        {
            state.ShiftMs = moment.UnixMs;
        }
        else if (moment.UnixMs - state.ShiftMs > profile.AcceptAfter.TotalMilliseconds)
        {
            state.Slow = state.Mid = state.Fast;
            state.SlowShift = state.Shift = 0;
            state.ShiftMs = 0;
        }
    }

    // the series' natural step, how often it repeats itself, and for how long
    private static void LearnRepeats(ref SeriesState state, in Moment moment, double value, double warm)
    {
        var step = Math.Abs(value - state.LastValue);
        if (step > 0 && (state.Varies == 0 || step < state.Quantum))
        {
            state.Quantum = step;
        }

        var repeats = value.Equals(state.LastValue);
        state.EqualShare += double.MaxNative(warm, moment.TailShare) * ((repeats ? 1 : 0) - state.EqualShare);
        if (repeats)
        {
            state.Run++;
        }
        else
        {
            state.Varies = 1;
            state.LongestRun = double.MaxNative(state.LongestRun * moment.RunKept, state.Run);
            state.Run = 0;
        }
    }

    private static double Floor(in SeriesState state, double value)
    {
        if (state.Varies == 0 && state.Kind == (byte)SeriesKind.Gauge)
        {
            // nothing tells the natural step of a gauge that never moved, unless it counts things
            var counts = double.IsInteger(value) && double.IsInteger(state.LastValue);
            return Math.Max(counts ? Math.Max(1, 0.1 * Math.Abs(state.LastValue)) : Math.Abs(value - state.LastValue), 1e-300);
        }

        var known = (SeriesKind)state.Kind switch
        {
            SeriesKind.Ratio => 0.002,
            SeriesKind.Counter or SeriesKind.Delta => 1000 / double.MaxNative(1, state.IntervalMs),
            _ => 0,
        };
        // while little is known, a share of the level stands in for the noise that was not seen yet
        var young = 0.01 * Math.Abs(state.LastValue) * (50.0 / (50 + state.Count));
        return double.MaxNative(double.MaxNative(known, young), double.MaxNative(0.5 * state.Quantum, double.MaxNative(0.2 * state.Wide, 1e-300)));
    }

    private static double FlatEvidence(in SeriesState state, double value)
    {
        if (state.Varies == 0 || !value.Equals(state.LastValue) || state.Run < 5 || state.EqualShare > 0.5)
        {
            return 0;
        }

        var record = Math.Max(1, state.LongestRun);
        if (state.Run + 1 <= record)
        {
            return 0;
        }

        // repeats that chance explains are no news, nor is a run that is hardly longer than the longest so far
        var byRecord = Math.Log10(state.Count * (1 - state.EqualShare)) + (2 * Math.Log10((state.Run + 1) / record));
        var byChance = -(state.Run + 1) * Math.Log10(state.EqualShare + (1.0 / state.Count));
        return Math.Min(byRecord, byChance);
    }

    // without a branch: which statistic is the loudest is as good as random
    private static void Take(double evidence, Statistic speaker, ref double best, ref Statistic statistic)
    {
        statistic = evidence > best ? speaker : statistic;
        best = double.MaxNative(evidence, best);
    }

    /// <summary>Beyond 32 usual errors an octave counts as half of one, so that the tails span five decades.</summary>
    private static double Compress(double z) => Math.Abs(z) <= 32 ? z : Math.CopySign(Math.Sqrt(Math.Abs(z) * 32), z);

    // the machine's own minimum and maximum: all that Math's do beyond them is for signed zeros and what is no number
    private static double Within(double error, double limit) => double.MinNative(double.MaxNative(error, -limit), limit);

    private static double Clip(double error, double limit, int count) => count < 20 ? error : Within(error, limit);
}
