using AIOps.Contracts.Events;

namespace AIOps.Contracts.Incidents;

/// <summary>A signal that is linked to an incident.</summary>
/// <param name="Anomaly">Its latest version.</param>
/// <param name="LinkedAt">When it joined.</param>
/// <param name="Why">Why it joined, in a few words.</param>
public sealed record IncidentSignal(Anomaly Anomaly, DateTimeOffset LinkedAt, string Why);
