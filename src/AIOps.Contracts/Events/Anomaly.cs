using AIOps.Contracts.Telemetry;

namespace AIOps.Contracts.Events;

/// <summary>One signal that is out of the ordinary, with what is needed to understand and to reproduce the finding.</summary>
public sealed record Anomaly
{
    /// <summary>Deterministic over (series, onset, profile), so that a repeated batch raises nothing twice.</summary>
    public required string Id { get; init; }

    /// <summary>Sort of signal.</summary>
    public required AnomalyKind Kind { get; init; }

    /// <summary>Where it is in its life.</summary>
    public required AnomalyState State { get; init; }

    /// <summary>Whom it is about.</summary>
    public required EntityId Entity { get; init; }

    /// <summary>The metric's or template's name, or the alert's.</summary>
    public required string Signal { get; init; }

    /// <summary>The series' stable id; 0 when there is no series.</summary>
    public ulong SeriesId { get; init; }

    /// <summary>Labels beyond the entity's.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Unit of <see cref="Value"/>, <see cref="Expected"/>, <see cref="Lower"/> and <see cref="Upper"/>.</summary>
    public string Unit { get; init; } = "";

    /// <summary>How bad.</summary>
    public required Severity Severity { get; init; }

    /// <summary>Raw score, 0 to 1, comparable across series; the highest seen while open.</summary>
    public required double Score { get; init; }

    /// <summary>To which side.</summary>
    public AnomalyDirection Direction { get; init; }

    /// <summary>The value that spoke.</summary>
    public double? Value { get; init; }

    /// <summary>What was expected instead.</summary>
    public double? Expected { get; init; }

    /// <summary>Lower end of the expected band.</summary>
    public double? Lower { get; init; }

    /// <summary>Upper end of the expected band.</summary>
    public double? Upper { get; init; }

    /// <summary>Which statistic spoke, for example <c>spike</c>, <c>shift</c>, <c>flat</c>, <c>new-template</c>.</summary>
    public string Statistic { get; init; } = "";

    /// <summary>When it began by the data's time, back-dated by the change point.</summary>
    public required DateTimeOffset OnsetAt { get; init; }

    /// <summary>When it was decided, by our clock.</summary>
    public required DateTimeOffset DetectedAt { get; init; }

    /// <summary>Time of the last sample or record that it rests on, by the data's time.</summary>
    public required DateTimeOffset LastAt { get; init; }

    /// <summary>
    /// Since when its samples are back in range: while it is open, that it is only kept open lest it flap; when it is cleared, when it really ended.
    /// By our clock, like <see cref="DetectedAt"/>: a sender's clock may be hours off. Null while they are not, and where the detector does not know.
    /// </summary>
    public DateTimeOffset? QuietSince { get; init; }

    /// <summary>Detector profile as "name@version#hash".</summary>
    public string Profile { get; init; } = "";

    /// <summary>True when it is a finding of state (dead, hung, full, expired).</summary>
    public bool StateFault { get; init; }

    /// <summary>The state fault's kind (<c>down</c>, <c>hung</c>, <c>full</c>, <c>expired</c>), or empty.</summary>
    public string FaultKind { get; init; } = "";

    /// <summary>False when the signal came without authentication: it never starts an automatic run.</summary>
    public bool Trusted { get; init; } = true;

    /// <summary>One sentence for people.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Example log lines or other evidence, masked, at most 20 of at most 1,024 characters.</summary>
    public IReadOnlyList<string> Evidence { get; init; } = [];
}
