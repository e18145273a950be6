using AIOps.Collectors;
using AIOps.Collectors.Host;
using AIOps.Collectors.Otlp;
using AIOps.Collectors.Traces;
using AIOps.Contracts.Configuration;
using AIOps.Server.Configuration;

namespace AIOps.Server.Collect;

/// <summary>The role <c>collect</c>: settings under <c>Collectors</c>, each collector a hosted service.</summary>
internal static class CollectComposition
{
    public static IServiceCollection AddCollect(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<HostCollectorOptions>(configuration, "Collectors:Host");
        services.AddSettings<OtlpOptions>(configuration, "Collectors:Otlp");
        services.AddSettings<TraceOptions>(configuration, "Collectors:Traces");
        return services.AddCollectors();
    }

    private static void AddSettings<T>(this IServiceCollection services, IConfiguration configuration, string section)
        where T : class, ICheckedOptions, new() => services.AddSingleton(services.AddChecked<T>(configuration, section));
}
