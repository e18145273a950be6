using AIOps.Server.Configuration;

namespace AIOps.Server.Serve;

/// <summary>Where settings come from, the later overruling the earlier: defaults in code, appsettings.json, the data folder's appsettings.json, environment (AIOPS_), arguments.</summary>
internal static class ServiceConfiguration
{
    public static IConfigurationRoot Load(IReadOnlyDictionary<string, string?> arguments)
    {
        var data = arguments.GetValueOrDefault("Server:Data") ?? DataFolder.Default();
        try
        {
            return new ConfigurationBuilder()
                .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
                .AddJsonFile(Path.Combine(Path.GetFullPath(data), "appsettings.json"), optional: true)
                .AddEnvironmentVariables(ConfigurationSections.Prefix)
                .AddInMemoryCollection(arguments)
                .Build();
        }
        catch (InvalidDataException failure)
        {
            throw new StartException($"{failure.Message} {failure.InnerException?.Message} Correct that file.", failure);
        }
    }
}
