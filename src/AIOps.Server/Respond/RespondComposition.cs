using AIOps.Collectors.Probes;
using AIOps.Contracts.Catalogue;
using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;
using AIOps.Remediation;
using AIOps.Remediation.Engine;
using AIOps.Remediation.Guarding;
using AIOps.Remediation.Runbooks;
using AIOps.Remediation.Safeguards;
using AIOps.Server.Configuration;
using AIOps.Storage.History;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AIOps.Server.Respond;

/// <summary>The remediation engine: settings under <c>Remediation</c>.</summary>
internal static class RespondComposition
{
    public static IServiceCollection AddRespond(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddChecked<RemediationOptions>(configuration, "Remediation");
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ISignalReader>(provider => new SignalReader(provider.GetRequiredService<ITelemetryHistory>(), entity => provider.GetService<ProbeRegistry>()?.Answers(entity)));
        services.AddSingleton(provider =>
        {
            // read before anything asks: a run that goes on after a restart must find its runbook
            var shelf = new RunbookShelf(FolderOf(provider.GetRequiredService<IOptions<RemediationOptions>>().Value));
            shelf.Refresh();
            return shelf;
        });
        services.AddSingleton(provider => new ClockWatch(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => OwnSystem.Identify(configuration, provider.GetService<DataFolder>()?.Path, provider.GetRequiredService<IOptions<RemediationOptions>>().Value));
        services.AddSingleton(provider => new EngineServices
        {
            Store = provider.GetRequiredService<IOperationalStore>(),
            Catalogue = provider.GetRequiredService<IServiceCatalogue>(),
            Signals = provider.GetRequiredService<ISignalReader>(),
            Shelf = provider.GetRequiredService<RunbookShelf>(),
            Options = provider.GetRequiredService<IOptions<RemediationOptions>>().Value,
            Self = provider.GetRequiredService<SelfIdentity>(),
            Time = provider.GetRequiredService<TimeProvider>(),
            GuardCommand = GuardCommandLine.Own(),
            Clock = provider.GetRequiredService<ClockWatch>(),
            Blind = () => provider.GetRequiredService<BlindSpots>().Why,
        });
        services.AddSingleton<BlindSpots>();
        services.AddHostedService(provider => provider.GetRequiredService<BlindSpots>());
        services.AddSingleton<RemediationEngine>();
        services.AddSingleton<RunDispatcher>();
        services.AddHostedService<RemediationConsumer>();
        return services.AddHostedService<RunWorker>();
    }

    /// <summary>The folder that is configured, or the one that travels with the program.</summary>
    public static string FolderOf(RemediationOptions options) =>
        options.RunbookFolder.Length > 0 ? options.RunbookFolder : Path.Combine(AppContext.BaseDirectory, "runbooks");
}
