namespace AIOps.Detection.Metrics;

/// <summary>
/// What a series of less than a day has shown so far, from its least to its greatest value. Its tails know too little of what lies far out to be sure of anything; that it has
/// left its whole range several times over, and stays there, is plain all the same.
/// </summary>
internal static class YoungRange
{
    private const double Times = 3;
    private const double LeastShareOfLevel = 0.25;
    private const double Ordinary = 2;
    private const int SamplesInARow = 6;
    private const double DayMs = 86_400_000;

    /// <summary>True for a series that has been known for less than a day.</summary>
    public static bool IsYoung(in SeriesState state, long unixMs) => unixMs - state.FirstMs < DayMs;

    /// <summary>Counts samples in a row that lie far outside; what is ordinary is taken into the range.</summary>
    /// <param name="state">The series.</param>
    /// <param name="value">The sample.</param>
    /// <param name="evidence">Its evidence: a rise must not widen the range step by step.</param>
    /// <param name="mayAlert">False while learning, and for deviations too small to matter.</param>
    /// <returns>True when enough samples in a row lie far outside.</returns>
    public static bool Lasts(ref SeriesState state, double value, double evidence, bool mayAlert)
    {
        var from = (float)(value - state.Origin);
        var most = Math.Abs(state.Most + state.Origin);
        var least = Math.Abs(state.Least + state.Origin);
        var reach = Times * Math.Max(state.Most - state.Least, LeastShareOfLevel * Math.Max(most, least));
        var far = mayAlert && state.Most > state.Least && (from > state.Most + reach || from < state.Least - reach);
        state.Far = (byte)(far ? Math.Min(state.Far + 1, SamplesInARow) : 0);
        if (evidence < Ordinary)
        {
            (state.Least, state.Most) = state.Count == 0 ? (from, from) : (Math.Min(state.Least, from), Math.Max(state.Most, from));
        }

        return state.Far >= SamplesInARow;
    }
}
