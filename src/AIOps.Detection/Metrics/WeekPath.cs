namespace AIOps.Detection.Metrics;

/// <summary>
/// What the usual week adds to the usual day, such as quiet weekends. Two-hour means of what the day's path leaves over, against a level of a week.
/// What is learnt in one visit is bounded by a few usual errors, and what is smaller than one is taken for noise, so neither an incident nor a quiet series
/// invents a week. Counts from the third week on, and only while it explains most of what the days alone leave over.
/// </summary>
internal static class WeekPath
{
    private const long SlotMs = 7_200_000;
    private const double LeastRate = 0.3;
    private const double MostErrors = 10;
    private const double MostLost = 50;
    private const int WeeksNeeded = 3;

    // a sharp job that does not fit the two-hour steps leaves more than this, and its shoulders would be foretold wrong
    private const double WorthIt = 0.3;

    /// <summary>What the week adds at a time, in the series' unit; 0 while it is not known or not worth it.</summary>
    public static double At(in SeriesState state, long unixMs) => IsTrusted(state) ? Added(state, unixMs) : 0;

    /// <summary>Learns what the day's path left over.</summary>
    /// <param name="state">The series.</param>
    /// <param name="moment">When the sample came.</param>
    /// <param name="left">The value without origin and day's path.</param>
    /// <param name="warm">One by the number of samples: a young level follows no slower.</param>
    /// <returns>What the week adds now, as <see cref="At"/> says it.</returns>
    public static double Learn(ref SeriesState state, in Moment moment, double left, double warm)
    {
        var slot = (byte)(OfWeek(moment.UnixMs) / SlotMs);
        if (slot != state.WeekSlot)
        {
            Close(ref state);
            state.Weeks += slot < state.WeekSlot && state.Weeks < byte.MaxValue ? (byte)1 : (byte)0;
            state.WeekSlot = slot;
        }

        state.WeekLevel += (float)(double.MaxNative(moment.WeekShare, warm) * (left - state.WeekLevel));
        var rest = left - state.WeekLevel;
        state.WeekSum += (float)(rest * moment.ElapsedMs);
        state.WeekSpanMs += (float)moment.ElapsedMs;
        if (state.Weeks == 0)
        {
            return 0;
        }

        // squares: a short job weighs as much as a long low weekend, and noise explains nothing
        var added = Added(state, moment.UnixMs);
        state.WeekLoss += (float)(moment.WeekLossShare * (Loss(rest - added, state.ScaleSlow) - state.WeekLoss));
        state.WeeklessLoss += (float)(moment.WeekLossShare * (Loss(rest, state.ScaleSlow) - state.WeeklessLoss));
        return IsTrusted(state) ? added : 0;
    }

    private static bool IsTrusted(in SeriesState state) => state.Weeks >= WeeksNeeded && state.WeekLoss <= WorthIt * state.WeeklessLoss;

    private static double Added(in SeriesState state, long unixMs)
    {
        // straight lines between the middles of the steps
        var position = (OfWeek(unixMs) / (double)SlotMs) - 0.5;
        var right = (int)(position + 1);
        var share = position - (right - 1);
        var left = right == 0 ? WeekBins.Length - 1 : right - 1;
        var added = ((1 - share) * state.Week.Get(left)) + (share * state.Week.Get(right == WeekBins.Length ? 0 : right));
        var noise = state.ScaleSlow;
        return added > noise ? added - noise : added < -noise ? added + noise : 0;
    }

    private static void Close(ref SeriesState state)
    {
        if (state.WeekSpanMs > 0 && state.Count > 50)
        {
            var known = state.Week.Get(state.WeekSlot);
            var most = Math.Max(MostErrors * state.ScaleSlow, Math.Abs(known));
            var error = Math.Clamp((state.WeekSum / state.WeekSpanMs) - known, -most, most);
            state.Week.Set(state.WeekSlot, (float)(known + (Math.Max(LeastRate, 1.0 / (1 + state.Weeks)) * error)));
        }

        state.WeekSum = state.WeekSpanMs = 0;
    }

    private static double Loss(double error, double usual)
    {
        var relative = double.MinNative(MostLost, Math.Abs(error) / (usual + 1e-300));
        return relative * relative;
    }

    private static long OfWeek(long unixMs)
    {
        const long WeekMs = SlotMs * WeekBins.Length;
        var ofWeek = unixMs % WeekMs;
        return ofWeek < 0 ? ofWeek + WeekMs : ofWeek;
    }
}
