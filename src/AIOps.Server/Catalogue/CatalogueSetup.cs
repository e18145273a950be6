using AIOps.Contracts.Catalogue;
using AIOps.Contracts.Storage;
using AIOps.Server.Configuration;

namespace AIOps.Server.Catalogue;

/// <summary>Adds the service catalogue.</summary>
internal static class CatalogueSetup
{
    public static IServiceCollection AddCatalogue(this IServiceCollection services, ServerOptions server, DataFolder data)
    {
        var file = server.Catalogue.Length > 0 ? Path.GetFullPath(server.Catalogue) : Path.Combine(data.Path, "catalogue.yaml");
        services.AddSingleton(provider => new ServiceCatalogue(file, provider.GetRequiredService<IOperationalStore>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ServiceCatalogue>>()));
        services.AddSingleton<IServiceCatalogue>(provider => provider.GetRequiredService<ServiceCatalogue>());
        services.AddHostedService(provider => provider.GetRequiredService<ServiceCatalogue>());
        return services;
    }
}
