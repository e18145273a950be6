using AIOps.Contracts.Catalogue;

namespace AIOps.Remediation.Tests;

internal sealed class TestCatalogue(params ServiceEntry[] services) : IServiceCatalogue
{
    public IReadOnlyList<ServiceEntry> Services { get; set; } = services;

    public ServiceEntry? Find(string workload) => Services.FirstOrDefault(service => service.Workload == workload);
}
