using AIOps.Contracts.Events;

namespace AIOps.Detection.Metrics;

/// <summary>From evidence to decisions: opens high, closes low after quiet time, and alerts again only for what is markedly stronger.</summary>
internal static class AlertGate
{
    /// <summary>The least that an alert needs of any series, before what ceilings and feedback ask on top.</summary>
    public const double LeastBar = 2.5;

    public const double CeilingMemoryMs = 14 * 86_400_000.0;
    private const double CeilingCurve = 13;
    private const double MinuteMs = 60_000;
    private const long AfternoonMs = 4 * 3_600_000;
    private const double CloseShare = 0.6;
    private const double WorsenedBy = 1.0;
    private const int NearMissesThatOpen = 3;
    private const double NewsAtTenthADay = 0.63;
    private const double NewsPerHalving = 0.05;
    private const double NewsGain = 20;

    /// <summary>
    /// Evidence that an alert needs under the profile's ceiling. Half as many samples a day are not half as many episodes: an excursion of minutes is met by a coarse
    /// sampling too, only by fewer samples; hours apart they are independent. Between the two the root of the interval counts.
    /// </summary>
    public static double Bar(DetectorProfile profile, double intervalMs, int count)
    {
        var apart = intervalMs > MinuteMs ? Math.Sqrt(intervalMs * MinuteMs) : Math.Max(1, intervalMs);
        var perDay = 86_400_000 / apart;
        return Math.Max(LeastBar, Math.Log10(perDay / profile.Budget) + 0.5 + Extrapolation(count));
    }

    /// <summary>A series that opens far more often than its ceiling allows needs more evidence; one that is quiet never needs less (a ceiling, no quota).</summary>
    /// <param name="profile">The ceiling.</param>
    /// <param name="opened">Anomalies opened lately, decayed over <see cref="CeilingMemoryMs"/>.</param>
    public static double Ceiling(DetectorProfile profile, double opened)
    {
        var allowed = (2 * profile.Budget * CeilingMemoryMs / 86_400_000) + 1;
        var excess = opened <= allowed ? 0 : Math.Log10(opened / allowed);
        // mild on a series that has a bad week, steep on one that is always noisy
        return excess * (1 + (CeilingCurve * excess));
    }

    /// <summary>Counts an opening towards the ceiling: many in one bad afternoon are one bad afternoon, many on many days are noise.</summary>
    public static void CountOpening(ref double opened, ref long openedMs, long unixMs)
    {
        if (openedMs == 0 || unixMs - openedMs >= AfternoonMs)
        {
            opened++;
            openedMs = unixMs;
        }
    }

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

    /// <summary>
    /// For a profile that holds: counts samples in a row that stand out, and lifts the evidence to the bar when they corroborate each other. That several in a row
    /// stand out by chance is far less likely than that one does, also when neighbours resemble each other.
    /// </summary>
    /// <param name="profile">The profile.</param>
    /// <param name="gate">The gate.</param>
    /// <param name="finding">What the sample shows; its evidence is lifted.</param>
    /// <param name="value">The sample.</param>
    /// <param name="asked">What an alert needs.</param>
    /// <param name="doubted">Somebody called this series' last alert false: then only evidence that is enough by itself counts.</param>
    /// <returns>Whether the sample stands out and must not be learnt.</returns>
    public static bool Corroborate(DetectorProfile profile, ref GateState gate, ref Finding finding, double value, in Demand asked, bool doubted)
    {
        if (!profile.Hold || !asked.MayAlert || doubted)
        {
            gate.Near = 0;
            return false;
        }

        var certain = profile.CertainDeviation > 0 && Math.Abs(value - finding.Expected) >= profile.CertainDeviation;
        if (!certain && finding.Evidence < asked.Bar * CloseShare)
        {
            gate.Near = 0;
            return false;
        }

        gate.Near = Math.Min(gate.Near + 1, NearMissesThatOpen);
        if (gate.Near >= (certain ? NearMissesThatOpen - 1 : NearMissesThatOpen))
        {
            finding.Evidence = Math.Max(finding.Evidence, asked.Bar);
        }

        return true;
    }

    /// <summary>The step of a closed gate at a sample that is far from any bar.</summary>
    public static void Pass(ref GateState gate)
    {
        gate.ExceedMs = 0;
        gate.Near = 0;
    }

    /// <summary>
    /// What news is worth to a decision: as much as the bar asks of a series that keeps its ceiling, and more the clearer it is. What the ceilings and feedback ask
    /// on top is asked of news too.
    /// </summary>
    /// <param name="profile">The ceiling: the fewer false alarms are wanted, the clearer the news must be.</param>
    /// <param name="score">The raw score, whose upper half is kept for news.</param>
    /// <param name="young">The series has been known for less than a day: to it everything is news.</param>
    /// <param name="bar">The bar of a series that keeps its ceiling.</param>
    /// <returns>Evidence to set against the bar; 0 when it is no news.</returns>
    public static double OfNews(DetectorProfile profile, double score, bool young, double bar)
    {
        if (score < RawScore.NewsFrom || young)
        {
            return 0;
        }

        var clear = NewsAtTenthADay - (NewsPerHalving * Math.Log2(profile.Budget / 0.1));
        return score < clear ? 0 : bar + (NewsGain * (score - clear));
    }

    /// <summary>One step of opening high and closing low.</summary>
    /// <param name="profile">Open-after and close-after.</param>
    /// <param name="gate">The gate.</param>
    /// <param name="unixMs">Time of the sample.</param>
    /// <param name="evidence">Its evidence.</param>
    /// <param name="bar">Evidence that an alert needs.</param>
    /// <param name="mayAlert">False while learning, and for deviations too small to matter.</param>
    public static (Transition Transition, bool Alert) Step(DetectorProfile profile, ref GateState gate, long unixMs, double evidence, double bar, bool mayAlert)
    {
        var over = mayAlert && evidence >= bar;
        if (gate.Open == 0)
        {
            if (!over)
            {
                gate.ExceedMs = 0;
                return (Transition.None, false);
            }

            gate.ExceedMs = gate.ExceedMs == 0 ? unixMs : gate.ExceedMs;
            if (unixMs - gate.ExceedMs < profile.OpenAfter.TotalMilliseconds)
            {
                return (Transition.None, false);
            }

            gate.Open = 1;
            gate.QuietMs = 0;
            gate.Peak = evidence;
            return (Transition.Opened, true);
        }

        if (evidence >= bar * CloseShare)
        {
            gate.QuietMs = 0;
            if (over && evidence > gate.Peak + WorsenedBy)
            {
                gate.Peak = evidence;
                return (Transition.Worsened, true);
            }

            return (Transition.None, over);
        }

        gate.QuietMs = gate.QuietMs == 0 ? unixMs : gate.QuietMs;
        if (unixMs - gate.QuietMs < profile.CloseAfter.TotalMilliseconds)
        {
            return (Transition.None, false);
        }

        gate.Open = 0;
        gate.ExceedMs = 0;
        return (Transition.Closed, false);
    }

    /// <summary>A tail that was fitted to little is extrapolated far, and costs more evidence; one that was not fitted yet is a cautious prior.</summary>
    private static double Extrapolation(int count) => 2.0 * count / (count + 150.0) * 1500 / (count + 1500.0);
}
