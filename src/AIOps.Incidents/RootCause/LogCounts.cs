using AIOps.Contracts.Telemetry;

namespace AIOps.Incidents.RootCause;

/// <summary>How often one log template was written, in steps of time.</summary>
/// <param name="Entity">Who wrote it.</param>
/// <param name="Template">The template's text, masked.</param>
/// <param name="Level">Its severity.</param>
/// <param name="Times">Starts of the steps in Unix milliseconds, rising; steps without a line may be left out.</param>
/// <param name="Counts">Lines in each step.</param>
public sealed record LogCounts(EntityId Entity, string Template, LogSeverity Level, IReadOnlyList<long> Times, IReadOnlyList<double> Counts);
