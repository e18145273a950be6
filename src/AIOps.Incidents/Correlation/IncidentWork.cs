using AIOps.Contracts.Incidents;

namespace AIOps.Incidents.Correlation;

/// <summary>What the correlator remembers of an incident beyond the incident's own record.</summary>
public sealed record IncidentWork
{
    /// <summary>The incident.</summary>
    public required string Id { get; init; }

    /// <summary>End that the page's first hold was given; later holds do not move it.</summary>
    public DateTimeOffset? HoldEnd { get; init; }

    /// <summary>True when a raw page went out for it.</summary>
    public bool RawPaged { get; init; }

    /// <summary>A human's priority, or null.</summary>
    public Priority? Override { get; init; }

    /// <summary>The run that acts now, or null.</summary>
    public string? ActiveRun { get; init; }

    /// <summary>True when a run's verification was passed.</summary>
    public bool Verified { get; init; }

    /// <summary>When that was.</summary>
    public DateTimeOffset? VerifiedAt { get; init; }

    /// <summary>When the last action was done and its verification began; null before.</summary>
    public DateTimeOffset? DoneAt { get; init; }

    /// <summary>True when a mitigation was ever started.</summary>
    public bool Acted { get; init; }

    /// <summary>Signals beyond the bound that still fire; at most 5,000 are followed.</summary>
    public IReadOnlyList<string> OmittedFiring { get; init; } = [];

    /// <summary>States of the linked signals that ever cleared or returned.</summary>
    public IReadOnlyList<SignalState> Signals { get; init; } = [];
}
