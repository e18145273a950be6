using AIOps.Notifications.Policy;
using Microsoft.Extensions.Logging;

namespace AIOps.Notifications.Delivery;

/// <summary>The channel when no other is configured: the log.</summary>
/// <param name="logger">Where it goes.</param>
public sealed partial class LogChannel(ILogger<LogChannel> logger) : INotificationChannel
{
    /// <inheritdoc/>
    public string Name => "log";

    /// <inheritdoc/>
    public bool Consolidates => false;

    /// <inheritdoc/>
    public TimeSpan UpdateSpacing => TimeSpan.Zero;

    /// <inheritdoc/>
    public Task<DeliveryOutcome> SendAsync(Notification notification, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(notification);
        var headline = IncidentText.Headline(notification);
        if (notification.Kind is NotificationKind.Page)
        {
            Log.Page(logger, headline, string.Join(" | ", IncidentText.Lines(notification)));
        }
        else
        {
            Log.Told(logger, headline);
        }

        return Task.FromResult(DeliveryOutcome.Accepted);
    }

    private static partial class Log
    {
        [LoggerMessage(700, LogLevel.Information, "{Headline}")]
        public static partial void Told(ILogger logger, string headline);

        [LoggerMessage(701, LogLevel.Warning, "{Headline} | {Detail}")]
        public static partial void Page(ILogger logger, string headline, string detail);
    }
}
