using AIOps.Notifications.Delivery;
using AIOps.Notifications.Slack;
using AIOps.Notifications.Webhook;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AIOps.Notifications;

/// <summary>Adds the channels.</summary>
public static class NotificationsExtensions
{
    /// <summary>Adds one <see cref="INotificationChannel"/> for each configured channel, or the log when there is none.</summary>
    /// <param name="services">The services; they must know <see cref="TimeProvider"/>.</param>
    /// <param name="options">Checked options.</param>
    public static IServiceCollection AddNotificationChannels(this IServiceCollection services, NotificationsOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        var source = options.ConsoleUrl.Length > 0 ? options.ConsoleUrl : "urn:aiops";
        foreach (var webhook in options.Webhooks)
        {
            services.AddSingleton<INotificationChannel>(provider => new WebhookChannel(webhook, source, provider.GetRequiredService<TimeProvider>()));
        }

        foreach (var slack in options.Slack)
        {
            services.AddSingleton<INotificationChannel>(provider => new SlackChannel(slack, options.ConsoleUrl, provider.GetRequiredService<TimeProvider>()));
        }

        if (options.Webhooks.Count + options.Slack.Count == 0)
        {
            services.AddSingleton<INotificationChannel>(provider => new LogChannel(provider.GetRequiredService<ILogger<LogChannel>>()));
        }

        return services;
    }
}
