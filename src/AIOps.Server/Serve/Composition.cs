using AIOps.Collectors;
using AIOps.Contracts.Catalogue;
using AIOps.Contracts.Configuration;
using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;
using AIOps.Server.Bus;
using AIOps.Server.Catalogue;
using AIOps.Server.Collect;
using AIOps.Server.Configuration;
using AIOps.Server.Correlate;
using AIOps.Server.Detect;
using AIOps.Server.Events;
using AIOps.Server.Notify;
using AIOps.Server.Remote;
using AIOps.Server.Respond;
using AIOps.Server.Topology;
using AIOps.Server.Web;
using AIOps.Storage;
using AIOps.Storage.Operational;
using Microsoft.Extensions.Options;

namespace AIOps.Server.Serve;

/// <summary>Puts the slices together; each adds itself through one call.</summary>
internal static class Composition
{
    public static async Task<WebApplication> BuildAsync(IConfigurationRoot configuration, DataFolder data, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddConfiguration(configuration);
        builder.Logging.ClearProviders();
        builder.Logging.AddConfiguration(configuration.GetSection("Logging"));
        builder.Logging.AddConsole();
        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(data);
        var server = services.AddChecked<ServerOptions>(configuration, "Server");
        var storage = services.AddChecked<StorageSettings>(configuration, "Storage");
        var roles = server.RoleSet;

        services.AddSingleton(storage.PostgreSql.Length > 0
            ? new NodeIdentity($"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..8]}")
            : new NodeIdentity(Environment.MachineName));
        var bus = services.AddBus(configuration, roles.Contains("detect"));
        services.AddHistory(configuration, data);
        services.AddRemoteStore(configuration, writes: roles.Contains("detect"));
        services.AddTopology();
        services.AddDetect(configuration, roles.Contains("detect"), shared: bus.IsRabbit && storage.PostgreSql.Length > 0);
        services.AddCatalogue(server, data);
        services.AddCorrelate(configuration, roles.Contains("respond"));
        services.AddSingleton<TelemetrySink>();
        services.AddSingleton<ITelemetrySink>(provider => provider.GetRequiredService<TelemetrySink>());
        if (roles.Contains("collect"))
        {
            services.AddCollect(configuration);
        }

        if (roles.Contains("respond"))
        {
            services.AddNotify(configuration);
            services.AddRespond(configuration);
            if (!roles.Contains("collect"))
            {
                // a repair is planned and verified by what probes see, whoever else collects
                services.AddOwnProbes();
            }

            services.AddHostedService<StoreTrimmer>();
        }

        services.AddWeb(configuration);
        List<ConfigurationMistake> mistakes = [.. ConfigurationSections.Unknown(configuration), .. services.ConfigurationMistakes()];
        if (mistakes.Count > 0)
        {
            throw new ConfigurationException(mistakes);
        }

        // opened here and not by the container: a store that cannot be opened stops the start with words
        var store = await OperationalStore.OpenAsync(storage.At(data), TimeProvider.System, cancellationToken);
        services.AddSingleton(_ => store);
        services.AddSingleton<IOperationalStore>(provider => new SignallingStore(provider.GetRequiredService<OperationalStore>(), provider.GetRequiredService<EventSignal>(), provider.GetRequiredService<EventBroadcast>()));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Parse(server.Address), server.Port));
        var app = builder.Build();
        app.MapWeb();
        if (roles.Contains("collect"))
        {
            app.MapCollect();
        }

        return app;
    }
}
