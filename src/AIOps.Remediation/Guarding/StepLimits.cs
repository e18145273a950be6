namespace AIOps.Remediation.Guarding;

/// <summary>What everything that a step starts may use together, where control groups can enforce it.</summary>
public sealed record StepLimits
{
    /// <summary>Bytes of memory, or null for no limit: a service that a step starts again is counted to the step until it ends.</summary>
    public long? Memory { get; init; }

    /// <summary>Processes and threads.</summary>
    public int Processes { get; init; } = 4096;

    /// <summary>Share of the processors beside others that want them; the kernel's default is 100.</summary>
    public int Weight { get; init; } = 50;
}
