namespace AIOps.Contracts.Incidents;

/// <summary>
/// What a human, a rule or remediation asks of an incident. Commands are events, so that the correlator stays the single writer of incidents.
/// </summary>
/// <param name="IncidentId">Which.</param>
/// <param name="Action">What is asked.</param>
/// <param name="Actor">Who asks: a person's name, <c>aiops</c>, or <c>runbook:id@version</c>.</param>
/// <param name="At">When it was asked.</param>
public sealed record IncidentCommand(string IncidentId, IncidentAction Action, string Actor, DateTimeOffset At)
{
    /// <summary>A sentence, or the reason where one is needed.</summary>
    public string Note { get; init; } = "";

    /// <summary>The run that asks, or null.</summary>
    public string? RunId { get; init; }

    /// <summary>The other incident of a merge, or null.</summary>
    public string? OtherIncidentId { get; init; }

    /// <summary>The signals of a split.</summary>
    public IReadOnlyList<string> AnomalyIds { get; init; } = [];

    /// <summary>A corrected moment (impact start), the moment a channel accepted a notification, or the end of a page's hold.</summary>
    public DateTimeOffset? Moment { get; init; }

    /// <summary>The priority that an override asks for, or null to return to the derived one.</summary>
    public Priority? Priority { get; init; }

    /// <summary>True when a human stands behind the run (approved or started it): the mode is then assisted.</summary>
    public bool Assisted { get; init; }
}
