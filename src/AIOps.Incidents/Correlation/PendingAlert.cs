using AIOps.Contracts.Events;

namespace AIOps.Incidents.Correlation;

/// <summary>A critical alert whose notification is awaited.</summary>
/// <param name="Alert">The alert.</param>
/// <param name="SignalId">The signal it became.</param>
/// <param name="Since">When it was taken.</param>
public sealed record PendingAlert(ExternalAlert Alert, string SignalId, DateTimeOffset Since);
