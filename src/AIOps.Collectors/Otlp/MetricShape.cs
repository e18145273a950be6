namespace AIOps.Collectors.Otlp;

/// <summary>What a metric's points are; part of the identity of its series, so that a metric that changes its shape starts anew.</summary>
internal enum MetricShape : byte
{
    Gauge,
    Counter,
    Delta,

    /// <summary>Delta temporality of a sum that also falls.</summary>
    RunningSum,
    CumulativeHistogram,
    DeltaHistogram,
    CumulativeExponential,
    DeltaExponential,
    Summary,
}
