using AIOps.Notifications.Policy;

namespace AIOps.Notifications.Delivery;

/// <summary>A way to reach people or machines. Expected failures are outcomes, never exceptions.</summary>
public interface INotificationChannel
{
    /// <summary>Unique name, as configured.</summary>
    string Name { get; }

    /// <summary>True when a later message makes an earlier quiet one of the same incident superfluous (people read it); false when every one is wanted (machines).</summary>
    bool Consolidates { get; }

    /// <summary>Least time between two quiet updates of one incident.</summary>
    TimeSpan UpdateSpacing { get; }

    /// <summary>Sends one message; tries again for a short while by itself.</summary>
    /// <param name="notification">The message.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    Task<DeliveryOutcome> SendAsync(Notification notification, CancellationToken cancellationToken);
}
