namespace AIOps.Contracts.Catalogue;

/// <summary>A direct probe of a service or member: what detects, and later verifies, faults of state.</summary>
public sealed record ProbeEntry
{
    /// <summary>Name inside the service, for example <c>health</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The member it probes, or null for the service as a whole.</summary>
    public string? Member { get; init; }

    /// <summary><c>http</c>, <c>tcp</c> or <c>pidfile</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>URL, host:port or path.</summary>
    public required string Address { get; init; }

    /// <summary>Time between two probes.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Time after which a probe without an answer has failed.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Failures in a row that make an alert.</summary>
    public int FailuresToAlert { get; init; } = 3;

    /// <summary>Successes in a row that clear it.</summary>
    public int SuccessesToClear { get; init; } = 2;
}
