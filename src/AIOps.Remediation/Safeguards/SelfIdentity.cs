namespace AIOps.Remediation.Safeguards;

/// <summary>What we are made of, so that we never act on ourselves.</summary>
public sealed record SelfIdentity
{
    /// <summary>Workloads that are us, our host, our bus or our store.</summary>
    public IReadOnlyList<string> Workloads { get; init; } = [];

    /// <summary>Addresses ("host:port") of ourselves, our bus and our store.</summary>
    public IReadOnlyList<string> Endpoints { get; init; } = [];

    /// <summary>Folders that we live in: data and program.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>Processes that are us.</summary>
    public IReadOnlyList<int> Pids { get; init; } = [];

    /// <summary>Units of systemd that run us, with their suffix.</summary>
    public IReadOnlyList<string> Units { get; init; } = [];

    /// <summary>Containers that we run in: whole ids.</summary>
    public IReadOnlyList<string> Containers { get; init; } = [];

    /// <summary>Workloads that the configuration lists by name as allowed although they are ours.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];
}
