namespace AIOps.Notifications.Delivery;

/// <summary>What a channel said to a message.</summary>
public enum DeliveryResult
{
    /// <summary>It has it.</summary>
    Accepted,

    /// <summary>Not now: try again later.</summary>
    TryLater,

    /// <summary>Never: trying again would not help.</summary>
    Refused,
}
