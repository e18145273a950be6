using AIOps.Remediation.Runbooks;

namespace AIOps.Remediation.Planning;

/// <summary>Everything a plan is made of.</summary>
public sealed record PlanRequest
{
    /// <summary>Id that the run will have.</summary>
    public required string RunId { get; init; }

    /// <summary>What to run.</summary>
    public required Runbook Runbook { get; init; }

    /// <summary>Against what.</summary>
    public required IncidentPicture Picture { get; init; }

    /// <summary>Direct probes by entity ("workload@member", or the workload).</summary>
    public required IReadOnlyDictionary<string, bool?> Probes { get; init; }

    /// <summary>Medians of the metrics that verification compares with, by "entity metric".</summary>
    public IReadOnlyDictionary<string, double> Before { get; init; } = new SortedDictionary<string, double>(StringComparer.Ordinal);

    /// <summary>Parameters as given by a human, or empty.</summary>
    public IReadOnlyDictionary<string, string> Params { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);
}
