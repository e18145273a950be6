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
