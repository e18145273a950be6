using AIOps.Contracts.Telemetry;

namespace AIOps.Incidents.RootCause;

/// <summary>A member that lives and does no more work while others of its workload do: it is stuck.</summary>
/// <param name="Member">Which.</param>
/// <param name="Signal">What it did.</param>
/// <param name="Usual">How much of it in a second.</param>
/// <param name="Others">How many members go on; 0 when it is the only one: then nothing but what waits for it tells that there was work to do.</param>
internal sealed record IdleMember(string Member, string Signal, double Usual, int Others)
{
    private const long LongMs = 15_000;
    private const int FewestNormal = 6;
    private const double Always = .9;
    private const double GoesOn = .5;

    /// <summary>What goes on meanwhile, in words.</summary>
    public string Elsewhere => Others switch { 0 => "work waits for it", 1 => "1 other goes on", _ => $"{Others} others go on" };

    /// <summary>Workloads that have such a member, and only one that stands still.</summary>
    public static Dictionary<string, IdleMember> Of(IEnumerable<SeriesNormal> normals, Func<string, string> canonical)
    {
        var idle = new Dictionary<string, IdleMember>(StringComparer.Ordinal);
        foreach (var work in normals.Where(IsSteadyWork).GroupBy(normal => (Workload: canonical(normal.Window.Series.Entity.Workload), normal.Window.Series.Metric, Labels: string.Join(',', normal.Window.Series.Labels.Select(label => $"{label.Key}={label.Value}")))))
        {
            var stopped = work.Where(HasStopped).ToList();
            var others = work.Where(GoesOnAsEver).Select(normal => normal.Window.Series.Entity.Member).Distinct(StringComparer.Ordinal).Count();
            var alone = work.Select(normal => normal.Window.Series.Entity.Member).Distinct(StringComparer.Ordinal).Count() == 1;
            if ((others > 0 || alone) && stopped.Select(normal => normal.Window.Series.Entity.Member).Distinct(StringComparer.Ordinal).Count() == 1 && stopped[0].Median > (idle.GetValueOrDefault(work.Key.Workload)?.Usual ?? 0))
            {
                idle[work.Key.Workload] = new IdleMember(stopped[0].Window.Series.Entity.Member!, stopped[0].Window.Series.Display, stopped[0].Median, others);
            }
        }

        return idle;
    }

    // What a runtime counts of itself is no work: a compiler that has nothing left to do is no fault. Only what counts and hardly ever stands still can tell by standing still.
    private static bool IsSteadyWork(SeriesNormal normal)
    {
        var series = normal.Window.Series;
        if (series.Kind is not (SeriesKind.Counter or SeriesKind.Delta) || series.Entity.Member is null || normal.NormalCount < FewestNormal
            || RuntimeMetrics.Has(series.Metric))
        {
            return false;
        }

        var busy = 0;
        for (var i = 0; i < normal.NormalCount; i++)
        {
            busy += normal.Window.Values[i] > 0 ? 1 : 0;
        }

        return busy >= Always * normal.NormalCount;
    }

    private static bool HasStopped(SeriesNormal normal)
    {
        var (times, values) = (normal.Window.Times, normal.Window.Values);
        var last = values.Count - 1;
        var since = last;
        while (since >= normal.First && values[since] == 0)
        {
            since--;
        }

        return since >= 0 && since < last && times[last] - times[since] >= LongMs;
    }

    private static bool GoesOnAsEver(SeriesNormal normal)
    {
        var last = normal.Window.Values.Count - 1;
        return last >= normal.First && normal.Window.Values[last] >= GoesOn * normal.Median;
    }
}
