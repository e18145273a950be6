namespace AIOps.Incidents.Topology;

/// <summary>A member of a workload as telemetry shows it.</summary>
/// <param name="Workload">The workload, after merging.</param>
/// <param name="Member">The member's name.</param>
/// <param name="LastSeenMs">Unix milliseconds of the last evidence.</param>
public sealed record TopologyMember(string Workload, string Member, long LastSeenMs);
