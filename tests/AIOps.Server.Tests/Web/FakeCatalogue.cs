using AIOps.Contracts.Catalogue;

namespace AIOps.Server.Tests.Web;

/// <summary>A catalogue of two services.</summary>
internal sealed class FakeCatalogue : IServiceCatalogue
{
    public IReadOnlyList<ServiceEntry> Services { get; } =
    [
        new ServiceEntry { Workload = "service:orders", Team = "team-orders", Tier = 1 },
        new ServiceEntry { Workload = "service:payments", Team = "team-payments", Tier = 2 },
    ];

    public ServiceEntry? Find(string workload) => Services.FirstOrDefault(service => service.Workload == workload);
}
