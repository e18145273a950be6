using AIOps.Detection.Logs;
using AIOps.Server.Configuration;

namespace AIOps.Server.Detect;

/// <summary>Adds the detection slice.</summary>
internal static class DetectSetup
{
    public static IServiceCollection AddDetect(this IServiceCollection services, IConfiguration configuration, bool runs)
    {
        services.AddChecked<DetectionOptions>(configuration, "Detection");
        services.AddChecked<LogAnomalyOptions>(configuration, "Logs");
        services.AddSingleton(new SecretMask());
        services.AddSingleton<ProfileSource>();
        services.AddSingleton<DetectionInstruments>();
        services.AddSingleton<ShardSet>();
        if (runs)
        {
            services.AddHostedService(provider => provider.GetRequiredService<ShardSet>());
        }

        return services;
    }
}
