namespace AIOps.Server.Metrics;

/// <summary>A histogram of times in seconds whose counts are stored, so that they outlive the process.</summary>
internal sealed class TimeHistogram
{
    public static IReadOnlyList<double> Bounds { get; } = [1, 2.5, 5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400];

    /// <summary>Counts by bucket, not cumulated; one longer than the bounds.</summary>
    public long[] Buckets { get; init; } = new long[Bounds.Count + 1];

    public double Sum { get; set; }

    public void Add(TimeSpan time)
    {
        var seconds = Math.Max(0, time.TotalSeconds);
        var bucket = 0;
        while (bucket < Bounds.Count && seconds > Bounds[bucket])
        {
            bucket++;
        }

        Buckets[bucket]++;
        Sum += seconds;
    }
}
