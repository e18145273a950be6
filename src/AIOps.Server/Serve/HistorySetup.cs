using AIOps.Contracts.Storage;
using AIOps.Server.Configuration;
using AIOps.Storage.History;

namespace AIOps.Server.Serve;

/// <summary>Adds the telemetry history.</summary>
internal static class HistorySetup
{
    public static IServiceCollection AddHistory(this IServiceCollection services, IConfiguration configuration, DataFolder data)
    {
        var options = services.AddChecked<HistoryOptions>(WithFolder(configuration, data.Path), "History");
        services.AddSingleton(provider => new TelemetryHistory(options, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<TelemetryHistory>>()));
        services.AddSingleton<ITelemetryHistory>(provider => provider.GetRequiredService<TelemetryHistory>());
        return services;
    }

    /// <summary>The settings with the history's folder in the data folder, unless they name another.</summary>
    public static IConfiguration WithFolder(IConfiguration configuration, string data) => new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase) { ["History:Folder"] = Path.Combine(data, "history") })
        .AddConfiguration(configuration)
        .Build();
}
