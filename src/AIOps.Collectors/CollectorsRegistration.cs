using AIOps.Collectors.Host;
using AIOps.Contracts.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AIOps.Collectors;

/// <summary>Adds the collectors to a host.</summary>
public static class CollectorsRegistration
{
    /// <summary>Adds every collector, each by its own settings.</summary>
    /// <param name="services">The host's services; an <see cref="ITelemetrySink"/> must be among them when the host starts.</param>
    /// <param name="section">The section <c>Collectors</c> of the configuration.</param>
    public static IServiceCollection AddCollectors(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(section);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<CollectorInstruments>();
        services.TryAddSingleton(section.GetSection("Host").Get<HostCollectorOptions>() ?? new HostCollectorOptions());
        services.AddHostedService<HostCollector>();
        return services;
    }
}
