namespace AIOps.Contracts.Runs;

/// <summary>A step of a run: what was planned and what became of it.</summary>
public sealed record RunStep
{
    /// <summary>Id inside the runbook.</summary>
    public required string Id { get; init; }

    /// <summary>Executor: <c>exec</c>, <c>http</c>, …</summary>
    public required string Uses { get; init; }

    /// <summary>The member it acts on, as "workload@member".</summary>
    public required string Target { get; init; }

    /// <summary>The plan in words, without secrets.</summary>
    public required string Description { get; init; }

    /// <summary>May it be repeated without harm.</summary>
    public bool Idempotent { get; init; }

    /// <summary>State.</summary>
    public StepState State { get; init; }

    /// <summary>When it was dispatched.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Attempts made.</summary>
    public int Attempts { get; init; }

    /// <summary>Exit code or HTTP status.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Masked tail of its output, at most 8 KB.</summary>
    public string Output { get; init; } = "";

    /// <summary>What went wrong, or null.</summary>
    public string? Error { get; init; }

    /// <summary>The guard's process as "pid:starttime", to prove it dead after a crash.</summary>
    public string? GuardProcess { get; init; }
}
