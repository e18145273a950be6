using AIOps.Contracts.Catalogue;

namespace AIOps.Collectors.Tests.Alerts;

/// <summary>A catalogue of given entries.</summary>
internal sealed class Catalogue(params ServiceEntry[] services) : IServiceCatalogue
{
    public IReadOnlyList<ServiceEntry> Services => services;

    public ServiceEntry? Find(string workload) => Array.Find(services, service => service.Workload == workload);
}
