using AIOps.Detection.Logs;
using AIOps.Server.Configuration;
using AIOps.Server.Detect.Teaching;
using AIOps.Server.Detect.Sharing;
using AIOps.Server.Health;
using AIOps.Server.Logs;

namespace AIOps.Server.Detect;

/// <summary>Adds the detection slice.</summary>
internal static class DetectSetup
{
    /// <param name="services">The container.</param>
    /// <param name="configuration">The configuration.</param>
    /// <param name="runs">Whether this process detects.</param>
    /// <param name="shared">Whether others may detect beside it.</param>
    public static IServiceCollection AddDetect(this IServiceCollection services, IConfiguration configuration, bool runs, bool shared)
    {
        services.AddChecked<DetectionOptions>(configuration, "Detection");
        services.AddChecked<LogAnomalyOptions>(configuration, "Logs");
        services.AddSingleton(new SecretMask());
        services.AddSingleton<ProfileSource>();
        services.AddSingleton<DetectionInstruments>();
        services.AddSingleton<CheckpointFolder>();
        services.AddSingleton<ShardSet>();
        services.AddSingleton<LogDesk>();
        services.AddSingleton<LogWorkers>();
        if (shared)
        {
            services.AddHealthChecks().AddCheck<ShardsCheck>("shards", timeout: HealthServices.Timeout);
        }

        if (runs)
        {
            services.AddHostedService(provider => provider.GetRequiredService<ShardSet>());
            services.AddHostedService<FeedbackFollower>();
            if (shared)
            {
                services.AddHostedService<ShardMembership>();
            }
            else
            {
                services.AddHostedService<SoleWorker>();
            }

            services.AddHostedService<DetectionFollowUp>();
        }

        return services;
    }
}
