namespace AIOps.Contracts.Incidents;

/// <summary>The time anchors of an incident; null while not reached.</summary>
public sealed record IncidentAnchors
{
    /// <summary>First sample out of the expected range, back-dated by the change point.</summary>
    public Anchor? ImpactStarted { get; init; }

    /// <summary>First forecast that named it.</summary>
    public Anchor? Predicted { get; init; }

    /// <summary>First linked signal received, our clock.</summary>
    public Anchor? Detected { get; init; }

    /// <summary>First delivery that a channel accepted.</summary>
    public Anchor? Notified { get; init; }

    /// <summary>First human acknowledgement.</summary>
    public Anchor? Acknowledged { get; init; }

    /// <summary>First engagement of a runbook.</summary>
    public Anchor? AutoEngaged { get; init; }

    /// <summary>Start of the first stability window in which every linked signal is back.</summary>
    public Anchor? Mitigated { get; init; }

    /// <summary>End of that window, or a human's word.</summary>
    public Anchor? Resolved { get; init; }

    /// <summary>Filed.</summary>
    public Anchor? Closed { get; init; }

    /// <summary>Every reopening.</summary>
    public IReadOnlyList<Anchor> Reopened { get; init; } = [];
}
