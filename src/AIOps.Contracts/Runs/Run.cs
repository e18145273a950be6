namespace AIOps.Contracts.Runs;

/// <summary>One run of a runbook against an incident.</summary>
public sealed record Run
{
    /// <summary>For example <c>RUN-7</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Version for compare-and-set; 0 before the first save.</summary>
    public long Version { get; init; }

    /// <summary>State.</summary>
    public required RunState State { get; init; }

    /// <summary>The incident it is for.</summary>
    public required string IncidentId { get; init; }

    /// <summary>Runbook id.</summary>
    public required string RunbookId { get; init; }

    /// <summary>Runbook version.</summary>
    public required string RunbookVersion { get; init; }

    /// <summary>SHA-256 of the runbook's content, in hex.</summary>
    public required string RunbookHash { get; init; }

    /// <summary>"target : runbook hash : fault episode"; dispatched at most once.</summary>
    public required string DedupKey { get; init; }

    /// <summary>Level at which it was planned.</summary>
    public required TrustLevel Level { get; init; }

    /// <summary>The class of target that trust is kept for.</summary>
    public string TargetClass { get; init; } = "";

    /// <summary>The workload it acts on.</summary>
    public required string Service { get; init; }

    /// <summary>The plan.</summary>
    public RunPlan? Plan { get; init; }

    /// <summary>Steps, in order.</summary>
    public IReadOnlyList<RunStep> Steps { get; init; } = [];

    /// <summary>A human's word, or null.</summary>
    public Approval? Approval { get; init; }

    /// <summary>Why it was skipped, failed or cancelled.</summary>
    public string? Reason { get; init; }

    /// <summary>What verification found, or null.</summary>
    public VerificationResult? Verification { get; init; }

    /// <summary>Node that holds the lease, or empty.</summary>
    public string Owner { get; init; } = "";

    /// <summary>Fencing token of the lease.</summary>
    public long FencingToken { get; init; }

    /// <summary>When it was planned.</summary>
    public required DateTimeOffset PlannedAt { get; init; }

    /// <summary>When its first step was dispatched.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When its last step ended.</summary>
    public DateTimeOffset? ActionsDoneAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>True when nothing more will happen to it.</summary>
    public bool IsOver => State is not (RunState.Planned or RunState.AwaitingApproval or RunState.Queued or RunState.Running or RunState.Verifying);
}
