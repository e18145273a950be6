namespace AIOps.Server.Web.Api;

/// <summary>Thins a window for a chart: each bucket keeps its least and its greatest sample, so that no spike is lost.</summary>
internal static class Downsampling
{
    /// <summary>At most <paramref name="points"/> samples, in order of time; the samples kept are real ones. O(n).</summary>
    public static (IReadOnlyList<long> Times, IReadOnlyList<double> Values) MinMax(IReadOnlyList<long> times, IReadOnlyList<double> values, int points)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 2);
        var buckets = points / 2;
        if (times.Count <= points)
        {
            return (times, values);
        }

        var keptTimes = new List<long>(points);
        var keptValues = new List<double>(points);
        for (var bucket = 0; bucket < buckets; bucket++)
        {
            var from = (int)((long)bucket * times.Count / buckets);
            var to = (int)((long)(bucket + 1) * times.Count / buckets);
            var (low, high) = (from, from);
            for (var i = from + 1; i < to; i++)
            {
                // a sample that is no number must not hide the others
                low = values[i] < values[low] || double.IsNaN(values[low]) ? i : low;
                high = values[i] > values[high] || double.IsNaN(values[high]) ? i : high;
            }

            foreach (var kept in low == high ? [low] : low < high ? new[] { low, high } : [high, low])
            {
                keptTimes.Add(times[kept]);
                keptValues.Add(values[kept]);
            }
        }

        return (keptTimes, keptValues);
    }
}
