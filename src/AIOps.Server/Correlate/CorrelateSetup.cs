using AIOps.Incidents.Correlation;
using AIOps.Incidents.RootCause;
using AIOps.Server.Configuration;

namespace AIOps.Server.Correlate;

/// <summary>Adds the correlator: the single writer of incidents.</summary>
internal static class CorrelateSetup
{
    public static IServiceCollection AddCorrelate(this IServiceCollection services, IConfiguration configuration, bool runs)
    {
        services.AddChecked<CorrelatorOptions>(configuration, "Correlation");
        services.AddSingleton(new RootCauseRanker(new RootCauseOptions()));
        services.AddSingleton<EvidenceReader>();
        services.AddSingleton<CorrelationInstruments>();
        services.AddSingleton<CorrelationConsumer>();
        if (runs)
        {
            services.AddHostedService(provider => provider.GetRequiredService<CorrelationConsumer>());
        }

        return services;
    }
}
