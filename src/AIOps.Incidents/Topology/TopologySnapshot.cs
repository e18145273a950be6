namespace AIOps.Incidents.Topology;

/// <summary>A topology as it is saved and restored.</summary>
/// <param name="Edges">All edges.</param>
/// <param name="Members">All members.</param>
/// <param name="Aliases">Workloads that are one with another: from its own name to the canonical one.</param>
/// <param name="Workloads">Workloads with Unix milliseconds of their last evidence.</param>
public sealed record TopologySnapshot(
    IReadOnlyList<TopologyEdge> Edges,
    IReadOnlyList<TopologyMember> Members,
    IReadOnlyDictionary<string, string> Aliases,
    IReadOnlyDictionary<string, long> Workloads);
