using AIOps.Contracts.Catalogue;

namespace AIOps.Remediation.Rehearsal;

/// <summary>The one service that a case describes, or none.</summary>
internal sealed class CaseCatalogue(ServiceEntry? service) : IServiceCatalogue
{
    public IReadOnlyList<ServiceEntry> Services { get; } = service is null ? [] : [service];

    public ServiceEntry? Find(string workload) => service?.Workload == workload ? service : null;
}
