using AIOps.Contracts.Runs;

namespace AIOps.Remediation.Safeguards;

/// <summary>That a run was let loose on its targets.</summary>
public sealed record Dispatch
{
    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>Runbook id.</summary>
    public required string RunbookId { get; init; }

    /// <summary>Runbook version.</summary>
    public required string Version { get; init; }

    /// <summary>Workload.</summary>
    public required string Workload { get; init; }

    /// <summary>Tier of the workload.</summary>
    public int Tier { get; init; } = 3;

    /// <summary>Targets, as "workload@member".</summary>
    public required IReadOnlyList<string> Targets { get; init; }

    /// <summary>"target : runbook hash : fault episode".</summary>
    public required string DedupKey { get; init; }

    /// <summary>When, by the database's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When it ended; null while it acts.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How it ended.</summary>
    public RunState? Outcome { get; init; }
}
