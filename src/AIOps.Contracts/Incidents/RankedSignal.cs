using AIOps.Contracts.Events;

namespace AIOps.Contracts.Incidents;

/// <summary>A metric or log template of a suspect, with its curve before and after the onset.</summary>
public sealed record RankedSignal
{
    /// <summary>The series' display name.</summary>
    public required string Signal { get; init; }

    /// <summary>Robust change, in scales of its own history.</summary>
    public required double Score { get; init; }

    /// <summary>To which side it moved.</summary>
    public AnomalyDirection Direction { get; init; }

    /// <summary>Median before the onset.</summary>
    public double? Before { get; init; }

    /// <summary>Extreme after the onset.</summary>
    public double? After { get; init; }

    /// <summary>Unit of the values.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Its own onset.</summary>
    public DateTimeOffset? OnsetAt { get; init; }

    /// <summary>At most 60 values around the onset for a sparkline; null where missing.</summary>
    public IReadOnlyList<double?> Curve { get; init; } = [];

    /// <summary>Index in <see cref="Curve"/> where the onset lies.</summary>
    public int CurveOnset { get; init; }
}
