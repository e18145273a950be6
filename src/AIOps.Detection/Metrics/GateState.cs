namespace AIOps.Detection.Metrics;

/// <summary>Where a gate is between opening and closing.</summary>
internal struct GateState
{
    public long ExceedMs;
    public long QuietMs;
    public double Peak;
    public int Open;
    public int Near;
}
