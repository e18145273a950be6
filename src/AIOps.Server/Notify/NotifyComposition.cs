using AIOps.Notifications;
using AIOps.Server.Configuration;

namespace AIOps.Server.Notify;

/// <summary>The notifier: settings under <c>Notifications</c>.</summary>
internal static class NotifyComposition
{
    public static IServiceCollection AddNotify(this IServiceCollection services, IConfiguration configuration)
    {
        var options = services.AddChecked<NotificationsOptions>(configuration, "Notifications");
        if (!options.Check("Notifications").Any())
        {
            services.AddNotificationChannels(options);
        }

        services.AddSingleton<NotifyInstruments>();
        services.AddSingleton<DeliverySignal>();
        services.AddSingleton<DeadLetters>();
        services.AddHostedService<Notifier>();
        return services.AddHostedService<Deliverer>();
    }
}
