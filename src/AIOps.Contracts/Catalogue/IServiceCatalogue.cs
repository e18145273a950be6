namespace AIOps.Contracts.Catalogue;

/// <summary>What the owners said of their services. Reads a snapshot that is replaced when the file or REST changes it.</summary>
public interface IServiceCatalogue
{
    /// <summary>All entries.</summary>
    IReadOnlyList<ServiceEntry> Services { get; }

    /// <summary>The entry of a workload, or null.</summary>
    ServiceEntry? Find(string workload);
}
