using System.Runtime.InteropServices;
using AIOps.Detection.Metrics;

namespace AIOps.Detection.Entities;

/// <summary>What the metrics of one entity say together.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct EntityVerdict
{
    /// <summary>Raw score, 0 to 1, monotone in the evidence.</summary>
    public double Score { get; init; }

    /// <summary>Estimated decimal exponent of the chance to see this in ordinary times.</summary>
    public double Evidence { get; init; }

    /// <summary>The decision for this moment.</summary>
    public bool Alert { get; init; }

    /// <summary>True while an anomaly is open on the entity.</summary>
    public bool Open { get; init; }

    /// <summary>What this moment did to the anomaly of the entity.</summary>
    public Transition Transition { get; init; }

    /// <summary>When the open anomaly began, Unix milliseconds; 0 when none is open.</summary>
    public long OnsetMs { get; init; }

    /// <summary>Learning or active.</summary>
    public LearningState State { get; init; }
}
