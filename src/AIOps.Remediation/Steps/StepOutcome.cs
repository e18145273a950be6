namespace AIOps.Remediation.Steps;

/// <summary>What became of one attempt at a step.</summary>
public sealed record StepOutcome
{
    /// <summary>Ended well.</summary>
    public bool Succeeded { get; init; }

    /// <summary>Ran out of time and was stopped.</summary>
    public bool TimedOut { get; init; }

    /// <summary>Nothing is known: it may or may not have acted.</summary>
    public bool Unknown { get; init; }

    /// <summary>Another attempt may fare better.</summary>
    public bool Transient { get; init; }

    /// <summary>How long the other side asked to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Exit code or HTTP status.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Output, masked.</summary>
    public string Output { get; init; } = "";

    /// <summary>What went wrong, or null.</summary>
    public string? Error { get; init; }

    /// <summary>It ended well.</summary>
    public static StepOutcome Done(string output = "", int? exitCode = null) => new() { Succeeded = true, Output = output, ExitCode = exitCode };

    /// <summary>It ended badly.</summary>
    public static StepOutcome Failed(string error, bool transient = false) => new() { Error = error, Transient = transient };
}
