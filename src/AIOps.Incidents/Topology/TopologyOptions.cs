namespace AIOps.Incidents.Topology;

/// <summary>Bounds of the topology.</summary>
public sealed class TopologyOptions
{
    /// <summary>Most edges; further ones are refused and counted.</summary>
    public int MaxEdges { get; set; } = 100_000;

    /// <summary>Most members over all workloads; further ones are refused and counted.</summary>
    public int MaxMembers { get; set; } = 100_000;

    /// <summary>An observed edge or member without evidence for so long is forgotten by <see cref="TopologyGraph.Expire"/>.</summary>
    public TimeSpan ForgetAfter { get; set; } = TimeSpan.FromDays(2);

    /// <summary>Resource attributes whose equal values tell that two workloads of one kind are one, for example the machine's id under two host names.</summary>
    public IReadOnlyList<string> IdentityLabels { get; set; } = ["host.id", "k8s.deployment.uid", "k8s.statefulset.uid", "k8s.daemonset.uid"];

    /// <summary>Resource attributes that name the host that an entity runs on.</summary>
    public IReadOnlyList<string> HostLabels { get; set; } = ["host.name", "k8s.node.name"];
}
