using AIOps.Contracts.Telemetry;

namespace AIOps.Detection.Metrics;

/// <summary>From a raw sample to the value that is judged: order, the usual interval, counters as rates, gaps.</summary>
internal static class Intake
{
    /// <summary>Takes a sample in.</summary>
    /// <returns>False when there is nothing to judge: late, duplicate, not finite, first of a counter, or its reset.</returns>
    public static bool TryTake(ref SeriesState state, long unixMs, double raw, out double value, out double elapsedMs)
    {
        value = 0;
        elapsedMs = 0;
        if (!(Math.Abs(raw) <= 1e150) || (state.Started != 0 && unixMs <= state.LastMs))
        {
            return false;
        }

        var kind = (SeriesKind)state.Kind;
        if (state.Started == 0)
        {
            state.Started = 1;
            state.FirstMs = state.LastMs = unixMs;
            state.LastRaw = raw;
            value = raw;
            return kind is SeriesKind.Gauge or SeriesKind.Ratio;
        }

        elapsedMs = unixMs - state.LastMs;
        LearnInterval(ref state, elapsedMs);
        if (elapsedMs > 5 * state.IntervalMs)
        {
            state.Skip = 2;
        }

        var before = state.LastRaw;
        state.LastMs = unixMs;
        state.LastRaw = raw;
        value = kind switch
        {
            SeriesKind.Counter => (raw - before) * 1000 / elapsedMs,
            SeriesKind.Delta => raw * 1000 / elapsedMs,
            _ => raw,
        };
        return kind != SeriesKind.Counter || raw >= before;
    }

    private static void LearnInterval(ref SeriesState state, double elapsedMs)
    {
        if (state.IntervalMs <= 0)
        {
            state.IntervalMs = elapsedMs;
            return;
        }

        if (elapsedMs.Equals(state.IntervalMs))
        {
            return;
        }

        // a running median: near it a slow mean, far from it fixed steps, so that one gap moves little and a new interval is soon followed
        var ratio = elapsedMs / state.IntervalMs;
        state.IntervalMs *= ratio is > 0.8 and < 1.25 ? 1 + (0.1 * (ratio - 1)) : ratio > 1 ? 1.08 : 1 / 1.08;
    }
}
