namespace AIOps.Contracts.Runs;

/// <summary>What a run will do, before it does it. <see cref="Hash"/> covers everything else.</summary>
public sealed record RunPlan
{
    /// <summary>SHA-256 over the plan's canonical JSON, in hex.</summary>
    public required string Hash { get; init; }

    /// <summary>Members it acts on, as "workload@member".</summary>
    public required IReadOnlyList<string> Targets { get; init; }

    /// <summary>Parameters after validation; never secrets.</summary>
    public IReadOnlyDictionary<string, string> Params { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What the steps read, in words.</summary>
    public IReadOnlyList<string> Reads { get; init; } = [];

    /// <summary>What the steps write, in words.</summary>
    public IReadOnlyList<string> Writes { get; init; } = [];

    /// <summary>Metrics that verification reads, with their medians before the plan.</summary>
    public IReadOnlyDictionary<string, double> Before { get; init; } = new SortedDictionary<string, double>(StringComparer.Ordinal);

    /// <summary>How it is undone, in words; empty when it cannot be.</summary>
    public IReadOnlyList<string> Undo { get; init; } = [];

    /// <summary>Share of the service's members that it touches, 0 to 1.</summary>
    public double FleetShare { get; init; }

    /// <summary>Risk class: <c>low</c>, <c>medium</c>, <c>high</c>.</summary>
    public string Risk { get; init; } = "medium";

    /// <summary>Fingerprint of the state that the plan rests on: an approval is void when it changed.</summary>
    public string StateFingerprint { get; init; } = "";

    /// <summary>The plan in one sentence.</summary>
    public string Summary { get; init; } = "";
}
