using AIOps.Server.Configuration;
using AIOps.Storage.History;
using AIOps.Storage.Remote;

namespace AIOps.Server.Remote;

/// <summary>Adds the remote store, section <c>RemoteStore</c>: samples out by whoever detects, questions of charts in by whoever answers them.</summary>
internal static class RemoteSetup
{
    private static readonly TimeSpan HealthTimeout = TimeSpan.FromSeconds(5);

    public static IServiceCollection AddRemoteStore(this IServiceCollection services, IConfiguration configuration, bool writes)
    {
        var options = services.AddChecked<RemoteStoreOptions>(configuration, "RemoteStore");
        if (options.Queries)
        {
            services.AddSingleton(provider => new RemoteReader(options, provider.GetRequiredService<TimeProvider>()));
        }

        if (options.Writes && writes)
        {
            services.AddSingleton(provider => new RemoteWriter(
                options, provider.GetRequiredService<TelemetryHistory>(), provider.GetRequiredService<Contracts.Storage.IOperationalStore>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<RemoteWriter>>()));
            services.AddHostedService<RemoteWriteWorker>();
            services.AddHealthChecks().AddCheck<RemoteStoreCheck>("remote store", timeout: HealthTimeout);
        }

        return services;
    }
}
