using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;

namespace AIOps.Incidents.Correlation;

/// <summary>What an input changed.</summary>
/// <param name="Changed">Incidents to save, each once, in its latest form.</param>
/// <param name="Rejection">Why a command does not apply, in one sentence; null when it was taken.</param>
/// <param name="RawPages">Critical alerts that are in no notified incident and page as they are.</param>
public sealed record CorrelationOutcome(IReadOnlyList<Incident> Changed, string? Rejection, IReadOnlyList<ExternalAlert> RawPages)
{
    /// <summary>Nothing changed.</summary>
    public static CorrelationOutcome Nothing { get; } = new([], null, []);
}
