namespace AIOps.Server.Metrics;

/// <summary>Adds <c>/metrics</c>.</summary>
internal static class MetricsServices
{
    public static IServiceCollection AddMetricsExposition(this IServiceCollection services)
    {
        // made at once: a listener that comes late has missed what was counted before
        var collector = new MetricCollector();
        services.AddSingleton(_ => collector);
        services.AddSingleton<ProcessInstruments>();
        services.AddSingleton<IncidentTimes>();
        services.AddHostedService(provider => provider.GetRequiredService<IncidentTimes>());
        services.AddHostedService<Events.ConsumerLag>();
        services.AddSingleton<MetricsEndpoint>();
        return services;
    }
}
