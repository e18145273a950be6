namespace AIOps.Remediation.Runbooks;

/// <summary>A step of a runbook.</summary>
public sealed record StepRule
{
    /// <summary>Id inside the runbook.</summary>
    public required string Id { get; init; }

    /// <summary>Executor.</summary>
    public required string Uses { get; init; }

    /// <summary>The executor's settings as read and checked.</summary>
    public required StepSettings With { get; init; }

    /// <summary>May it be repeated without harm.</summary>
    public bool Idempotent { get; init; }

    /// <summary>Longest time of the step with all its attempts.</summary>
    public TimeSpan Timeout { get; init; }

    /// <summary>Further attempts after the first; only idempotent steps have any.</summary>
    public int Retries { get; init; }

    /// <summary>Pause before the first further attempt; it doubles.</summary>
    public TimeSpan RetryDelay { get; init; }

    /// <summary>Longest time of one attempt.</summary>
    public TimeSpan AttemptTimeout { get; init; }

    /// <summary>How it is taken back, or null.</summary>
    public StepRule? Undo { get; init; }
}
