namespace AIOps.Incidents.Maintenance;

/// <summary>A time in which the faults of some workloads are expected. When it ends, what is still wrong counts again.</summary>
/// <param name="Id">Unique id.</param>
/// <param name="Workloads">The workloads it covers; empty for all.</param>
/// <param name="From">First moment.</param>
/// <param name="To">Last moment, exclusive.</param>
/// <param name="Reason">One sentence for people.</param>
public sealed record MaintenanceWindow(string Id, IReadOnlyList<string> Workloads, DateTimeOffset From, DateTimeOffset To, string Reason)
{
    /// <summary>Whether it covers a workload at a moment.</summary>
    public bool Covers(string workload, DateTimeOffset at) => at >= From && at < To && (Workloads.Count == 0 || Workloads.Contains(workload, StringComparer.Ordinal));
}
