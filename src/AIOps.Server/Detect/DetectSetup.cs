using AIOps.Server.Configuration;

namespace AIOps.Server.Detect;

/// <summary>Adds the detection slice.</summary>
internal static class DetectSetup
{
    public static IServiceCollection AddDetect(this IServiceCollection services, IConfiguration configuration, bool runs)
    {
        services.AddChecked<DetectionOptions>(configuration, "Detection");
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
