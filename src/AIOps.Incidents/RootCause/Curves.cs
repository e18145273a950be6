using AIOps.Contracts.Incidents;

namespace AIOps.Incidents.RootCause;

/// <summary>Curves around the onset, small enough for a terminal or an incident's record.</summary>
internal static class Curves
{
    private const int Points = 60;
    private const int PointsBefore = 40;

    public static RankedSignal ToSignal(SeriesChange change, long onsetMs)
    {
        var times = change.Window.Times;
        var values = change.Window.Values;
        var count = Math.Min(times.Count, values.Count);
        var onset = 0;
        while (onset < count && times[onset] < onsetMs)
        {
            onset++;
        }

        var first = Math.Max(0, Math.Min(onset - PointsBefore, count - Points));
        var last = Math.Min(count, first + Points);
        var curve = new double?[last - first];
        for (var i = first; i < last; i++)
        {
            curve[i - first] = double.IsFinite(values[i]) ? values[i] : null;
        }

        return new RankedSignal
        {
            Signal = change.Window.Series.Entity.Member is { } member ? $"{change.Window.Series.Display} of {member}" : change.Window.Series.Display,
            Score = change.Score,
            Direction = change.Direction,
            Before = change.Before,
            After = change.After,
            Unit = change.Window.Series.Unit,
            OnsetAt = change.OnsetMs > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(change.OnsetMs) : null,
            Curve = curve,
            CurveOnset = Math.Clamp(onset - first, 0, curve.Length),
        };
    }
}
