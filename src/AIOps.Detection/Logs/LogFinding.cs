using AIOps.Contracts.Events;

namespace AIOps.Detection.Logs;

/// <summary>A log anomaly entered another state.</summary>
/// <param name="EventType"><see cref="EventTypes.AnomalyRaised"/>, <see cref="EventTypes.AnomalyUpdated"/> or <see cref="EventTypes.AnomalyCleared"/>.</param>
/// <param name="Anomaly">The anomaly as it is now.</param>
public sealed record LogFinding(string EventType, Anomaly Anomaly);
