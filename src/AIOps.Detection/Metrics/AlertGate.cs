using AIOps.Contracts.Events;

namespace AIOps.Detection.Metrics;

/// <summary>From evidence to decisions: opens high, closes low after quiet time, and alerts again only for what is markedly stronger.</summary>
internal static class AlertGate
{
    private const double CloseShare = 0.6;
    private const double WorsenedBy = 1.0;


    /// <summary>Evidence that an alert needs under the profile's ceiling.</summary>
    public static double Bar(DetectorProfile profile, in SeriesState state)
    {
        var perDay = 86_400_000 / Math.Max(1, state.IntervalMs);
        return Math.Max(2.5, Math.Log10(perDay / profile.Budget) + 0.5 + Extrapolation(state.Count)) + state.Raised;
    }

    /// <summary>A tail that was fitted to little is extrapolated far, and costs more evidence; one that was not fitted yet is a cautious prior.</summary>
    private static double Extrapolation(int count) => 2.0 * count / (count + 150.0) * 1500 / (count + 1500.0);

    public static bool Reportable(DetectorProfile profile, double value, double expected)
    {
        var distance = value - expected;
        var wanted = Math.Max(profile.MinDeviation, profile.MinRelativeDeviation * Math.Abs(expected));
        return Math.Abs(distance) >= wanted && profile.Direction switch
        {
            AnomalyDirection.Up => distance > 0,
            AnomalyDirection.Down => distance < 0,
            _ => true,
        };
    }

    public static (Transition Transition, bool Alert) Step(DetectorProfile profile, ref SeriesState state, long unixMs, double evidence, double bar, bool mayAlert)
    {
        var over = mayAlert && evidence >= bar;
        if (state.Open == 0)
        {
            if (!over)
            {
                state.ExceedMs = 0;
                return (Transition.None, false);
            }

            state.ExceedMs = state.ExceedMs == 0 ? unixMs : state.ExceedMs;
            if (unixMs - state.ExceedMs < profile.OpenAfter.TotalMilliseconds)
            {
                return (Transition.None, false);
            }

            state.Open = 1;
            state.QuietMs = 0;
            state.Peak = evidence;
            return (Transition.Opened, true);
        }

        if (evidence >= bar * CloseShare)
        {
            state.QuietMs = 0;
            if (over && evidence > state.Peak + WorsenedBy)
            {
                state.Peak = evidence;
                return (Transition.Worsened, true);
            }

            return (Transition.None, over);
        }

        state.QuietMs = state.QuietMs == 0 ? unixMs : state.QuietMs;
        if (unixMs - state.QuietMs < profile.CloseAfter.TotalMilliseconds)
        {
            return (Transition.None, false);
        }

        state.Open = 0;
        state.ExceedMs = 0;
        return (Transition.Closed, false);
    }
}
