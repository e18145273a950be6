using AIOps.Contracts.Storage;
using AIOps.Server.Configuration;
using AIOps.Storage.History;

namespace AIOps.Server.Serve;

/// <summary>Adds the telemetry history.</summary>
internal static class HistorySetup
{
    public static IServiceCollection AddHistory(this IServiceCollection services, IConfiguration configuration, DataFolder data)
    {
        var folder = Path.Combine(data.Path, "history");
        var section = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase) { ["History:Folder"] = folder })
            .AddConfiguration(configuration)
            .Build();
        var options = services.AddChecked<HistoryOptions>(section, "History");
        services.AddSingleton(provider => new TelemetryHistory(options, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<TelemetryHistory>>()));
        services.AddSingleton<ITelemetryHistory>(provider => provider.GetRequiredService<TelemetryHistory>());
        return services;
    }
}
