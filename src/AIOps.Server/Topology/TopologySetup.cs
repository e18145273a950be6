namespace AIOps.Server.Topology;

/// <summary>Adds the topology slice.</summary>
internal static class TopologySetup
{
    public static IServiceCollection AddTopology(this IServiceCollection services)
    {
        services.AddSingleton<TopologyInstruments>();
        services.AddSingleton<TopologyStore>();
        services.AddHostedService(provider => provider.GetRequiredService<TopologyStore>());
        return services;
    }
}
