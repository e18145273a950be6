using AIOps.Collectors.Alerts;
using AIOps.Collectors.Host;
using AIOps.Collectors.LogFiles;
using AIOps.Collectors.Otlp;
using AIOps.Collectors.Probes;
using AIOps.Collectors.Traces;
using AIOps.Contracts.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

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
        services.AddOtlp();
        services.AddProbes();
        services.AddSignals();
        services.TryAddSingleton<LogFileOptions>();
        services.AddHostedService<LogFileCollector>();
        return services;
    }

    /// <summary>
    /// Adds the catalogue's probes to a host that collects nothing but acts: their results are in its <see cref="ProbeRegistry"/>, seen from where repairs are made, and go nowhere else.
    /// </summary>
    /// <param name="services">The host's services.</param>
    public static IServiceCollection AddOwnProbes(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<CollectorInstruments>();
        services.TryAddSingleton<ProbeRegistry>();
        services.TryAddSingleton(provider => new Prober(provider.GetRequiredService<TimeProvider>()));
        return services.AddHostedService(provider => ActivatorUtilities.CreateInstance<ProbeCollector>(provider, new ForOurselves()));
    }

    private static void AddSignals(this IServiceCollection services)
    {
        services.TryAddSingleton<SignalOptions>();
        services.TryAddSingleton<AlertSubject>();
        services.TryAddSingleton(provider => new HeartbeatBook(provider.GetRequiredService<SignalOptions>().Heartbeats, provider.GetRequiredService<TimeProvider>().GetUtcNow()));
        services.TryAddSingleton(provider => new SignalRate(provider.GetRequiredService<SignalOptions>().MaxSignalsPerMinute, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<SignalIntake>();
        services.AddHostedService<HeartbeatCollector>();
    }

    private static void AddProbes(this IServiceCollection services)
    {
        services.TryAddSingleton<ProbeRegistry>();
        services.TryAddSingleton(provider => new Prober(provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService<ProbeCollector>();
    }

    private static void AddOtlp(this IServiceCollection services)
    {
        services.TryAddSingleton<OtlpOptions>();
        services.TryAddSingleton<TraceOptions>();

        // Without a token check from the server nobody but loopback may send.
        services.TryAddSingleton(new IngestAuthorization(_ => false));
        services.TryAddSingleton<SeriesCache>();
        services.TryAddSingleton<SpanReducer>();
        services.TryAddSingleton<MetricsDecoder>();
        services.TryAddSingleton<LogsDecoder>();
        services.TryAddSingleton<TracesDecoder>();
        services.TryAddSingleton<OtlpIntake>();
        services.TryAddSingleton(provider => new BytesInFlight(provider.GetRequiredService<OtlpOptions>().MaxBytesInFlight, provider.GetRequiredService<CollectorInstruments>()));
        services.TryAddSingleton<OtlpGrpc>();
        services.TryAddSingleton<OtlpHttp>();
        services.TryAddSingleton(provider => new OtlpListener(
            provider.GetRequiredService<OtlpOptions>(), provider.GetRequiredService<OtlpGrpc>(), provider.GetRequiredService<OtlpHttp>(), provider, provider.GetRequiredService<ILoggerFactory>()));
        services.AddHostedService(provider => provider.GetRequiredService<OtlpListener>());
        services.AddHostedService<TraceCollector>();
    }
}
