using AIOps.Contracts.Telemetry;

namespace AIOps.Detection.Metrics;

/// <summary>The model behind <see cref="SeriesDetector"/>: judging and learning as pure steps over <see cref="SeriesState"/>.</summary>
internal static class SeriesModel
{
    private const double PriorSamples = 30;
    private const double CrowdMs = 1_800_000;
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

    public static Finding Judge(DetectorProfile profile, ref SeriesState state, long unixMs, double value, double elapsedMs)
    {
        if (state.Count == 0)
        {
            return First(ref state, unixMs, value);
        }

        var path = (state.Trust * DayPath.At(state.Path, unixMs)) + WeekPath.At(state, unixMs);
        var left = value - state.Origin - path;
        var floor = Floor(state, value);
        var width = state.Width[DayPath.Hour(unixMs)] * (1 + (4.0 / state.Count));
        var fast = Compress((left - state.Fast) / ((width * state.ScaleFast) + floor));
        var mid = Compress((left - state.Mid) / ((width * state.ScaleMid) + floor));
        var slow = Compress((left - state.Slow) / ((width * state.ScaleSlow) + floor));
        var interval = Math.Max(1, state.IntervalMs);
        var shift = state.Shift + (Share(elapsedMs, 3 * interval) * (Math.Clamp(mid, -30, 30) - state.Shift));
        var spread = state.Spread + (Share(elapsedMs, 12 * interval) * (Math.Min(Math.Abs(fast), 10) - state.Spread));
        var spreadRatio = spread / (state.UsualSpread + 0.2);

        var fastEvidence = state.FastTail.Evidence(fast);
        var slowEvidence = state.SlowTail.Evidence(slow);
        var best = fastEvidence;
        var statistic = Statistic.Spike;
        Take(state.MidTail.Evidence(mid), Statistic.Shift, ref best, ref statistic);
        Take(slowEvidence, Statistic.Drift, ref best, ref statistic);
        Take(state.ShiftTail.Evidence(shift * 2), Statistic.Shift, ref best, ref statistic);
        Take(state.SpreadTail.Evidence(spreadRatio * 2), Statistic.Volatility, ref best, ref statistic);
        Take(FlatEvidence(state, value), Statistic.Flat, ref best, ref statistic);
        if (state.Varies == 0 && value.Equals(state.LastValue))
        {
            return new Finding(0, Statistic.None, value, floor, 0, path, 0, 0, 0, 0, 0, 0, 0);
        }

        if (state.Varies == 0)
        {
            // a series that never changed: by the rule of succession the chance of a first change is one in n
            var first = Math.Log10(1 + state.Count);
            best = Math.Clamp(best, first, state.Kind == (byte)SeriesKind.Gauge ? first + 2 : 100);
            statistic = Statistic.Novelty;
        }

        var deviation = statistic switch { Statistic.Spike => fast, Statistic.Drift => slow, Statistic.Flat or Statistic.Volatility => 0, _ => mid };
        var level = statistic switch { Statistic.Spike => state.Fast, Statistic.Drift => state.Slow, _ => state.Mid };
        var scale = statistic switch { Statistic.Spike => state.ScaleFast, Statistic.Drift => state.ScaleSlow, _ => state.ScaleMid };
        return new Finding(Math.Clamp(best, 0, 100), statistic, state.Origin + path + level, 4 * ((width * scale) + floor), deviation, path, fast, mid, slow, shift, spread, fastEvidence, slowEvidence);
    }

    public static void Learn(DetectorProfile profile, ref SeriesState state, long unixMs, double value, double elapsedMs, in Finding finding)
    {
        state.Count++;
        var interval = Math.Max(1, state.IntervalMs);
        var left = value - state.Origin - finding.Path;
        LearnTails(profile, ref state, finding);
        LearnScales(profile, ref state, unixMs, elapsedMs, left, finding);

        var warm = 1.0 / state.Count;
        state.Fast += Math.Max(warm, Share(elapsedMs, Math.Max(profile.FastMemory.TotalMilliseconds, 2 * interval))) * (left - state.Fast);
        state.Mid += Math.Max(warm, Share(elapsedMs, Math.Max(profile.MidMemory.TotalMilliseconds, 6 * interval))) * Clip(left - state.Mid, Math.Max(4 * state.ScaleMid, state.Wide), state.Count);
        state.Slow += Math.Max(warm, Share(elapsedMs, Math.Max(profile.SlowMemory.TotalMilliseconds, 24 * interval))) * Clip(left - state.Slow, Math.Max(3 * state.ScaleSlow, state.Wide), state.Count);
        state.Shift = finding.Shift;
        state.Spread = finding.Spread;
        state.UsualSpread += Math.Max(warm, Share(elapsedMs, profile.ScaleMemory.TotalMilliseconds)) * (finding.Spread - state.UsualSpread);
        LearnPath(profile, ref state, unixMs, value - state.Origin, elapsedMs);
        AcceptLastingShift(profile, ref state, unixMs, elapsedMs, finding);

        if (Math.Abs(finding.ZMid) < 2.5)
        {
            state.ExcursionMs = 0;
        }
        else if (state.ExcursionMs == 0)
        {
            state.ExcursionMs = unixMs;
        }

        LearnQuantum(ref state, value);
        state.EqualShare += Math.Max(warm, Share(elapsedMs, profile.TailMemory.TotalMilliseconds)) * ((value.Equals(state.LastValue) ? 1 : 0) - state.EqualShare);
        if (value.Equals(state.LastValue))
        {
            state.Run++;
        }
        else
        {
            state.Varies = 1;
            state.LongestRun = Math.Max(state.LongestRun * (1 - Math.Min(1, elapsedMs / profile.TailMemory.TotalMilliseconds)), state.Run);
            state.Run = 0;
        }

        state.LastValue = value;
        state.Raised *= 1 - Math.Min(1, elapsedMs / TimeSpan.FromDays(30).TotalMilliseconds);
    }

    /// <summary>Learns that such a thing happens, but neither level nor usual error from it.</summary>
    public static void LearnOutlier(DetectorProfile profile, ref SeriesState state, in Finding finding) => LearnTails(profile, ref state, finding);

    private static Finding First(ref SeriesState state, long unixMs, double value)
    {
        var whole = DayPath.At(state.Path, unixMs);
        var week = WeekPath.At(state, unixMs);
        var path = (state.Trust * whole) + week;
        state.Origin = value;
        state.LastValue = value;
        state.Fast = state.Mid = state.Slow = -path;
        state.WithoutPath = -week;
        state.WithPath = -whole - week;
        return new Finding(0, Statistic.None, value, 0, 0, path, 0, 0, 0, 0, 0, 0, 0);
    }

    private static void LearnTails(DetectorProfile profile, ref SeriesState state, in Finding finding)
    {
        if (state.Count < 4)
        {
            return;
        }

        // an excursion counts about once, however many samples it has, or a long incident would become ordinary
        state.Crowd += Share(state.IntervalMs, CrowdMs) * ((finding.Evidence > UncommonEvidence ? 1 : 0) - state.Crowd);
        var weight = (float)(state.Weight * (finding.Evidence > UncommonEvidence ? 1 / (1 + (CrowdPenalty * state.Crowd)) : 1));
        state.FastTail.Add(finding.ZFast, weight);
        state.MidTail.Add(finding.ZMid, weight);
        state.SlowTail.Add(finding.ZSlow, weight);
        state.ShiftTail.Add(finding.Shift * 2, weight);
        state.SpreadTail.Add(finding.Spread / (state.UsualSpread + 0.2) * 2, weight);
        state.Total += weight;
        state.Weight *= 1 + (state.IntervalMs / profile.TailMemory.TotalMilliseconds);
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

    private static void LearnScales(DetectorProfile profile, ref SeriesState state, long unixMs, double elapsedMs, double left, in Finding finding)
    {
        var share = Math.Max(1.0 / state.Count, Share(elapsedMs, profile.ScaleMemory.TotalMilliseconds));
        if (state.Count < 2)
        {
            return;
        }

        ref var hour = ref state.Width[DayPath.Hour(unixMs)];
        var fast = Math.Abs(left - state.Fast);
        state.ScaleFast += share * (Clip(fast, Math.Max(6 * state.ScaleFast, state.Wide), state.Count) - state.ScaleFast);
        state.ScaleMid += share * (Clip(Math.Abs(left - state.Mid), Math.Max(6 * state.ScaleMid, state.Wide), state.Count) - state.ScaleMid);
        state.ScaleSlow += share * (Clip(Math.Abs(left - state.Slow), Math.Max(6 * state.ScaleSlow, state.Wide), state.Count) - state.ScaleSlow);
        state.Wide += Math.Max(1.0 / state.Count, Share(elapsedMs, profile.TailMemory.TotalMilliseconds)) * (Math.Min(fast, state.Wide > 0 ? 1000 * state.Wide : fast) - state.Wide);
        if (state.Count > 50 && state.ScaleFast > 0)
        {
            var relative = Math.Min(6 * hour, fast / state.ScaleFast);
            hour = (float)Math.Clamp(hour + (Math.Min(0.02, Share(elapsedMs, 3 * 3_600_000.0)) * (relative - hour)), 0.3, 3);
        }
    }

    private static void LearnPath(DetectorProfile profile, ref SeriesState state, long unixMs, double value, double elapsedMs)
    {
        var days = (unixMs - state.FirstMs) / 86_400_000.0;
        var path = DayPath.At(state.Path, unixMs);
        WeekPath.Learn(ref state, unixMs, value - path, elapsedMs);
        value -= WeekPath.At(state, unixMs);
        var withError = value - path - state.WithPath;
        var withoutError = value - state.WithoutPath;
        var share = Math.Max(1.0 / state.Count, Share(elapsedMs, profile.MidMemory.TotalMilliseconds));
        var limit = 4 * state.ScaleMid;
        state.WithPath += share * Clip(withError, limit, state.Count);
        state.WithoutPath += share * Clip(withoutError, limit, state.Count);
        var slow = value - path - state.Slow;
        DayPath.Learn(ref state.Path, unixMs, days < 1 ? slow : Clip(slow, 4 * state.ScaleSlow, state.Count), elapsedMs, days);
        if (days < 1)
        {
            return;
        }

        var lossShare = Math.Max(Share(elapsedMs, profile.ScaleMemory.TotalMilliseconds), 1e-4);
        state.LossWith += lossShare * (Math.Min(Math.Abs(withError), 2 * limit) - state.LossWith);
        state.LossWithout += lossShare * (Math.Min(Math.Abs(withoutError), 2 * limit) - state.LossWithout);
        var with = state.LossWithout * state.LossWithout * state.LossWithout;
        var without = state.LossWith * state.LossWith * state.LossWith;
        var wanted = with + without > 0 && days > 1.2 ? with / (with + without) : 0;
        var before = state.Trust;
        state.Trust += (float)(Share(elapsedMs, profile.MidMemory.TotalMilliseconds) * (wanted - state.Trust));
        // the levels hold what the trusted part of the path leaves over: keep the forecast where it was
        var moved = (state.Trust - before) * path;
        state.Fast -= moved;
        state.Mid -= moved;
        state.Slow -= moved;
    }

    private static void AcceptLastingShift(DetectorProfile profile, ref SeriesState state, long unixMs, double elapsedMs, in Finding finding)
    {
        state.SlowShift += Share(elapsedMs, 1_800_000) * (Math.Clamp(finding.ZSlow, -20, 20) - state.SlowShift);
        if (Math.Abs(state.SlowShift) < 3)
        {
            state.ShiftMs = 0;
        }
        else if (state.ShiftMs == 0)
        {
            state.ShiftMs = unixMs;
        }
        else if (unixMs - state.ShiftMs > profile.AcceptAfter.TotalMilliseconds)
        {
            state.Slow = state.Mid = state.Fast;
            state.SlowShift = state.Shift = 0;
            state.ShiftMs = 0;
        }
    }

    private static void LearnQuantum(ref SeriesState state, double value)
    {
        var step = Math.Abs(value - state.LastValue);
        if (step > 0 && (state.Varies == 0 || step < state.Quantum))
        {
            state.Quantum = step;
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
            SeriesKind.Counter or SeriesKind.Delta => 1000 / Math.Max(1, state.IntervalMs),
            _ => 0,
        };
        // while little is known, a share of the level stands in for the noise that was not seen yet
        var young = 0.01 * Math.Abs(state.LastValue) * (50.0 / (50 + state.Count));
        return Math.Max(Math.Max(known, young), Math.Max(0.5 * state.Quantum, Math.Max(0.2 * state.Wide, 1e-300)));
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

    private static void Take(double evidence, Statistic speaker, ref double best, ref Statistic statistic)
    {
        if (evidence > best)
        {
            best = evidence;
            statistic = speaker;
        }
    }

    /// <summary>Beyond 32 usual errors an octave counts as half of one, so that the tails span five decades.</summary>
    private static double Compress(double z) => Math.Abs(z) <= 32 ? z : Math.CopySign(Math.Sqrt(Math.Abs(z) * 32), z);

    private static double Share(double elapsedMs, double memoryMs) => elapsedMs / (elapsedMs + memoryMs);

    private static double Clip(double error, double limit, int count) => count < 20 ? error : Math.Clamp(error, -limit, limit);
}
