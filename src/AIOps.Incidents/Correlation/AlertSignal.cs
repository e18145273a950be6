using AIOps.Contracts.Events;
using AIOps.Contracts.Telemetry;

namespace AIOps.Incidents.Correlation;

/// <summary>Alerts from outside as signals.</summary>
internal static class AlertSignal
{
    public static Anomaly ToAnomaly(ExternalAlert alert, DateTimeOffset now) => new()
    {
        // Senders do not keep an alert's start over their own restarts: its identity alone says which signal it is.
        Id = $"alert:{alert.Source}:{alert.Fingerprint}",
        Kind = alert.Source == "heartbeat" ? AnomalyKind.Missing : AnomalyKind.Alert,
        State = alert.Firing ? AnomalyState.Open : AnomalyState.Cleared,
        Entity = alert.Entity.Workload.Length > 0 ? alert.Entity : new EntityId($"alert:{(alert.Name.Length > 0 ? alert.Name : alert.Fingerprint)}"),
        Signal = alert.Name.Length > 0 ? alert.Name : alert.Fingerprint,
        Labels = alert.Labels,
        Severity = alert.Severity,
        Score = alert.Severity switch { Severity.Critical => 1, Severity.Error => .9, Severity.Warning => .7, _ => .3 },
        OnsetAt = alert.StartsAt,
        DetectedAt = alert.ReceivedAt,
        LastAt = alert.EndsAt ?? now,
        Statistic = alert.Source,
        StateFault = alert.StateFault,
        FaultKind = alert.FaultKind,
        Trusted = alert.Authenticated,
        Summary = alert.Summary,
    };

    public static string Describe(ChangeEvent change) =>
        $"{change.Kind} of {change.Entity}{(change.Version.Length > 0 ? $" to {change.Version}" : "")} at {change.At:HH:mm:ss}{(change.Summary.Length > 0 ? $": {change.Summary}" : "")}";
}
