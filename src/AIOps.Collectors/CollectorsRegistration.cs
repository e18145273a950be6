using AIOps.Collectors.Host;
using AIOps.Contracts.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AIOps.Collectors;

/// <summary>Adds the collectors to a host.</summary>
public static class CollectorsRegistration
{
    /// <summary>Adds every collector. Options that are registered already (as themselves) are used, else the defaults.</summary>
    /// <param name="services">The host's services; an <see cref="ITelemetrySink"/> must be among them when the host starts.</param>
    public static IServiceCollection AddCollectors(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<CollectorInstruments>();
        services.TryAddSingleton<HostCollectorOptions>();
        services.AddHostedService<HostCollector>();
        return services;
    }
}
