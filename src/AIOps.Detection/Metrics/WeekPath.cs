namespace AIOps.Detection.Metrics;

/// <summary>
/// What the usual week adds to the usual day, such as quiet weekends. Two-hour means of what the day's path leaves over, against a level of a week.
/// What is learnt in one visit is bounded by a few usual errors, and what is smaller than one is taken for noise, so neither an incident nor a quiet series
/// invents a week. Counts from the third week on, and only while it explains most of what the days alone leave over.
/// </summary>
internal static class WeekPath
{
    private const long SlotMs = 7_200_000;
    private const double LevelMs = 7 * 86_400_000.0;
    private const double LossMs = 14 * 86_400_000.0;
    private const double LeastRate = 0.3;
    private const double MostErrors = 10;
    private const double MostLost = 50;
    private const int WeeksNeeded = 3;

    // a sharp job that does not fit the two-hour steps leaves more than this, and its shoulders would be foretold wrong
    private const double WorthIt = 0.3;

    /// <summary>What the week adds at a time, in the series' unit; 0 while it is not known or not worth it.</summary>
    public static double At(in SeriesState state, long unixMs) =>
        state.Weeks < WeeksNeeded || state.WeekLoss > WorthIt * state.WeeklessLoss ? 0 : Added(state, unixMs);

    /// <summary>Learns what the day's path left over.</summary>
    /// <param name="state">The series.</param>
    /// <param name="unixMs">Time of the sample.</param>
    /// <param name="left">The value without origin and day's path.</param>
    /// <param name="elapsedMs">Time since the sample before.</param>
    public static void Learn(ref SeriesState state, long unixMs, double left, double elapsedMs)
    {
        var slot = (byte)Wrap((int)(unixMs / SlotMs % WeekBins.Length));
        if (slot != state.WeekSlot)
        {
            Close(ref state);
            state.Weeks += slot < state.WeekSlot && state.Weeks < byte.MaxValue ? (byte)1 : (byte)0;
            state.WeekSlot = slot;
        }

        var share = Math.Max(elapsedMs / (elapsedMs + LevelMs), 1.0 / state.Count);
        state.WeekLevel += (float)(share * (left - state.WeekLevel));
        var rest = left - state.WeekLevel;
        state.WeekSum += (float)(rest * elapsedMs);
        state.WeekSpanMs += (float)elapsedMs;
        if (state.Weeks > 0)
        {
            // squares: a short job weighs as much as a long low weekend, and noise explains nothing
            var weight = elapsedMs / (elapsedMs + LossMs);
            state.WeekLoss += (float)(weight * (Loss(rest - Added(state, unixMs), state.ScaleSlow) - state.WeekLoss));
            state.WeeklessLoss += (float)(weight * (Loss(rest, state.ScaleSlow) - state.WeeklessLoss));
        }
    }

    private static double Added(in SeriesState state, long unixMs)
    {
        // straight lines between the middles of the steps
        var position = ((unixMs % (SlotMs * WeekBins.Length)) / (double)SlotMs) - 0.5;
        var left = (int)Math.Floor(position);
        var share = position - left;
        var added = ((1 - share) * state.Week.Get(Wrap(left))) + (share * state.Week.Get(Wrap(left + 1)));
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
        var relative = Math.Min(MostLost, Math.Abs(error) / (usual + 1e-300));
        return relative * relative;
    }

    private static int Wrap(int slot) => ((slot % WeekBins.Length) + WeekBins.Length) % WeekBins.Length;
}
