using AIOps.Collectors;
using AIOps.Collectors.Alerts;
using AIOps.Collectors.Host;
using AIOps.Collectors.LogFiles;
using AIOps.Collectors.Otlp;
using AIOps.Collectors.Traces;
using AIOps.Contracts.Configuration;
using AIOps.Server.Configuration;
using AIOps.Server.Web.Access;

namespace AIOps.Server.Collect;

/// <summary>The role <c>collect</c>: settings under <c>Collectors</c>, each collector a hosted service.</summary>
internal static class CollectComposition
{
    public static IServiceCollection AddCollect(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<HostCollectorOptions>(configuration, "Collectors:Host");
        services.AddSettings<OtlpOptions>(configuration, "Collectors:Otlp");
        services.AddSettings<TraceOptions>(configuration, "Collectors:Traces");
        services.AddSettings<SignalOptions>(configuration, "Collectors:Signals");
        services.AddSingleton(provider =>
        {
            var token = provider.GetRequiredService<AccessToken>();
            return new IngestAuthorization(text => token.Matches(text));
        });
        services.AddLogFiles(configuration);
        return services.AddCollectors();
    }

    public static IEndpointRouteBuilder MapCollect(this IEndpointRouteBuilder endpoints) => endpoints.MapSignals();

    private static void AddLogFiles(this IServiceCollection services, IConfiguration configuration)
    {
        var options = services.AddChecked<LogFileOptions>(configuration, "Collectors:LogFiles");
        services.AddSingleton(provider =>
        {
            if (options.Positions.Length == 0)
            {
                options.Positions = Path.Combine(provider.GetRequiredService<DataFolder>().Path, "log-positions.json");
            }

            return options;
        });
    }

    private static void AddSettings<T>(this IServiceCollection services, IConfiguration configuration, string section)
        where T : class, ICheckedOptions, new() => services.AddSingleton(services.AddChecked<T>(configuration, section));
}
