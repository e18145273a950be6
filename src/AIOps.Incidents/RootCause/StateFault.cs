using AIOps.Contracts.Telemetry;

namespace AIOps.Incidents.RootCause;

/// <summary>A fault of state that a direct probe or an alert found: it explains the errors of all callers.</summary>
/// <param name="Entity">Who is in that state.</param>
/// <param name="Kind"><c>down</c>, <c>hung</c>, <c>full</c>, <c>expired</c>, …</param>
/// <param name="Since">Since when.</param>
/// <param name="Summary">One sentence for people.</param>
public sealed record StateFault(EntityId Entity, string Kind, DateTimeOffset Since, string Summary = "");
