namespace AIOps.Collectors.Traces;

/// <summary>Calls of one entity, or over one edge, in one window.</summary>
internal sealed class CallTally
{
    public DurationSketch Durations { get; } = new();

    public int Errors { get; private set; }

    /// <summary>Time on the way: the caller's duration without the callee's own, summed over the calls where both are known.</summary>
    public double WaySeconds { get; private set; }

    public int WayCalls { get; private set; }

    public long LastMs { get; private set; }

    public void Add(in SpanRecord span, double? calleeSeconds = null)
    {
        Durations.Add(span.Seconds);
        Errors += span.Failed ? 1 : 0;
        LastMs = Math.Max(LastMs, span.EndMs);
        if (calleeSeconds is { } seconds)
        {
            WaySeconds += Math.Max(0, span.Seconds - seconds);
            WayCalls++;
        }
    }
}
