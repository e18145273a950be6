using AIOps.Contracts.Incidents;

namespace AIOps.Notifications.Policy;

/// <summary>What the notifier remembers of one incident: what it told last, and the page that it holds.</summary>
public sealed record NotificationThread
{
    /// <summary>The incident.</summary>
    public required string IncidentId { get; init; }

    /// <summary>Sequence of the last notification; 0 before the first.</summary>
    public int Sequence { get; init; }

    /// <summary>State last told.</summary>
    public IncidentState? State { get; init; }

    /// <summary>Culprit last told.</summary>
    public string? Culprit { get; init; }

    /// <summary>Priority last told.</summary>
    public Priority? Priority { get; init; }

    /// <summary>True when a page went out since the incident was opened or reopened.</summary>
    public bool Paged { get; init; }

    /// <summary>The moment at which the held page goes out by itself; null when none is held.</summary>
    public DateTimeOffset? HeldUntil { get; init; }

    /// <summary>Why a page is wanted.</summary>
    public string PageReason { get; init; } = "";

    /// <summary>The incident as last seen: what a page tells that goes out by the notifier's own timer.</summary>
    public IncidentNotice? Last { get; init; }
}
