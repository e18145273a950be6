namespace AIOps.Contracts.Catalogue;

/// <summary>A service as its owners describe it. Trusted: actions read their targets' addresses here and never in telemetry.</summary>
public sealed record ServiceEntry
{
    /// <summary>The workload it describes, for example <c>service:shop/orders</c>.</summary>
    public required string Workload { get; init; }

    /// <summary>Owner team.</summary>
    public string Team { get; init; } = "";

    /// <summary>1 is most important; 3 by default.</summary>
    public int Tier { get; init; } = 3;

    /// <summary>Environment such as <c>prod</c>.</summary>
    public string Environment { get; init; } = "";

    /// <summary>Share of the customers that depend on it, 0 to 1.</summary>
    public double? CustomerShare { get; init; }

    /// <summary>Name of the metric that the business watches, or empty.</summary>
    public string BusinessKpi { get; init; } = "";

    /// <summary>Workloads it needs.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>Calendar of business hours as an IANA zone and hours, for example <c>Europe/Berlin Mon-Fri 08:00-18:00</c>; empty for always.</summary>
    public string Calendar { get; init; } = "";

    /// <summary>Label values that attach entities to this service, for example <c>k8s.deployment.name = orders</c>.</summary>
    public IReadOnlyDictionary<string, string> Match { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Free attributes that runbooks may read as <c>${target.attributes.NAME}</c>.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Known members with attributes of their own (address, pid file, unit).</summary>
    public IReadOnlyList<MemberEntry> Members { get; init; } = [];

    /// <summary>Health probes.</summary>
    public IReadOnlyList<ProbeEntry> Probes { get; init; } = [];

    /// <summary>Limits of its metrics; the first that fits counts.</summary>
    public IReadOnlyList<LimitEntry> Limits { get; init; } = [];
}
