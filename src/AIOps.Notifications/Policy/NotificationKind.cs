namespace AIOps.Notifications.Policy;

/// <summary>What a notification tells.</summary>
public enum NotificationKind
{
    /// <summary>An incident is shown for the first time; quiet.</summary>
    Opened,

    /// <summary>State, culprit or priority changed; quiet.</summary>
    Updated,

    /// <summary>Somebody must look now.</summary>
    Page,

    /// <summary>It is over: resolved, merged, cancelled or closed; quiet.</summary>
    Ended,
}
