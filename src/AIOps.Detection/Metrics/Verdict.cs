using System.Runtime.InteropServices;
using AIOps.Contracts.Events;

namespace AIOps.Detection.Metrics;

/// <summary>What a detector says about one sample.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Verdict
{
    /// <summary>False when the sample was not judged: late, duplicate, not finite, the first of a counter or its reset.</summary>
    public bool Judged { get; init; }

    /// <summary>Raw score, 0 to 1, monotone in the evidence and comparable across series.</summary>
    public double Score { get; init; }

    /// <summary>The decision for this sample: out of the ordinary beyond the false-alarm ceiling, in an open anomaly.</summary>
    public bool Alert { get; init; }

    /// <summary>True while an anomaly is open on this series (it outlives <see cref="Alert"/> by the profile's close-after).</summary>
    public bool Open { get; init; }

    /// <summary>Evidence that this sample would have needed, as a decimal exponent; other grounds than evidence may do without. 0 when nothing was near an alert: then it is not worked out.</summary>
    public double Needed { get; init; }

    /// <summary>What the alert rests on.</summary>
    public Ground Ground { get; init; }

    /// <summary>What this sample did to the anomaly of its series.</summary>
    public Transition Transition { get; init; }

    /// <summary>The value that was judged: the gauge itself, or the rate per second of a counter.</summary>
    public double Value { get; init; }

    /// <summary>What was expected instead, in the unit of <see cref="Value"/>.</summary>
    public double Expected { get; init; }

    /// <summary>Lower end of the expected band.</summary>
    public double Lower { get; init; }

    /// <summary>Upper end of the expected band.</summary>
    public double Upper { get; init; }

    /// <summary>Which statistic spoke loudest.</summary>
    public Statistic Statistic { get; init; }

    /// <summary>Change point in Unix milliseconds: the first sample that is out of the ordinary without a lasting return; 0 when nothing is.</summary>
    public long OnsetMs { get; init; }

    /// <summary>Since when the evidence is too low to keep an anomaly open, in Unix milliseconds; 0 while it is not, or none is open.</summary>
    public long QuietMs { get; init; }

    /// <summary>To which side of <see cref="Expected"/>.</summary>
    public AnomalyDirection Direction { get; init; }

    /// <summary>Learning, active or stale.</summary>
    public LearningState State { get; init; }

    /// <summary>Estimated decimal exponent of the chance to see this in ordinary times: 4 means one sample in 10,000.</summary>
    public double Evidence { get; init; }

    /// <summary>Signed distance from <see cref="Expected"/> in units of the usual error.</summary>
    public double Deviation { get; init; }
}
