using System.Security.Cryptography;
using System.Text;
using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;

namespace AIOps.Notifications.Policy;

/// <summary>One message about one incident, the same for every channel.</summary>
public sealed record Notification
{
    /// <summary>"incident/sequence", for example <c>INC-42/3</c>; the same over all attempts, so receivers can drop repeats.</summary>
    public required string Id { get; init; }

    /// <summary>The incident.</summary>
    public required string IncidentId { get; init; }

    /// <summary>Rising number inside the incident, from 1.</summary>
    public required int Sequence { get; init; }

    /// <summary>What it tells.</summary>
    public required NotificationKind Kind { get; init; }

    /// <summary>When it was decided, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Why it is sent, in one sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>The incident as it was then, without its signals' details.</summary>
    public required IncidentNotice Incident { get; init; }

    /// <summary>Travels with the message; what comes back with it is our own echo and raises nothing.</summary>
    public string CausalityId => $"aiops:{IncidentId}";

    /// <summary>True for messages that may not be dropped in favour of a later one.</summary>
    public bool MustArrive => Kind is NotificationKind.Page or NotificationKind.Ended;

    /// <summary>True when it is about an alert from outside that no incident took up.</summary>
    public bool IsRawAlert => IncidentId.StartsWith(RawPrefix, StringComparison.Ordinal);

    private const string RawPrefix = "ALERT-";

    /// <summary>The page of a critical alert that is in no notified incident in time: it goes out as it came.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="now">Our clock, UTC.</param>
    public static Notification Raw(ExternalAlert alert, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(alert);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{alert.Fingerprint}\n{alert.StartsAt.ToUnixTimeMilliseconds()}"));
        var id = RawPrefix + Convert.ToHexStringLower(hash.AsSpan(0, 6));
        return new Notification
        {
            Id = $"{id}/1",
            IncidentId = id,
            Sequence = 1,
            Kind = NotificationKind.Page,
            At = now,
            Reason = "a critical alert that no incident took up in time",
            Incident = new IncidentNotice
            {
                State = IncidentState.Open,
                Title = IncidentNotice.Cut($"{alert.Name} of {alert.Entity}{(alert.Summary.Length > 0 ? $": {alert.Summary}" : "")}"),
                Severity = alert.Severity,
                Priority = Priority.P1,
                Service = alert.Entity.Workload,
                Signals = 1,
                ImpactStartedAt = alert.StartsAt,
                DetectedAt = alert.ReceivedAt,
            },
        };
    }

    internal static Notification About(Incident incident, int sequence, NotificationKind kind, string reason, DateTimeOffset now) => new()
    {
        Id = $"{incident.Id}/{sequence}",
        IncidentId = incident.Id,
        Sequence = sequence,
        Kind = kind,
        At = now,
        Reason = reason,
        Incident = IncidentNotice.Of(incident),
    };
}
