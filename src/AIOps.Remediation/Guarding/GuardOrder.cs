namespace AIOps.Remediation.Guarding;

/// <summary>What a guard is to run. Travels over a pipe, so that secrets in the environment are in no argument list.</summary>
public sealed record GuardOrder
{
    /// <summary>Program and arguments; never a shell line.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>The whole environment.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Working folder, or empty for the guard's.</summary>
    public string WorkingFolder { get; init; } = "";

    /// <summary>Text for standard input, or empty.</summary>
    public string Input { get; init; } = "";

    /// <summary>Monotonic moment (<see cref="System.Diagnostics.Stopwatch"/> ticks, the same for all processes of a machine) at which the lease ends.</summary>
    public required long LeaseDeadline { get; init; }

    /// <summary>Monotonic moment at which the step has run out of time.</summary>
    public required long StepDeadline { get; init; }

    /// <summary>Folders of control groups in which the step gets one of its own, see <see cref="ControlGroups.Folders"/>; empty for none.</summary>
    public IReadOnlyList<string> ControlGroups { get; init; } = [];

    /// <summary>What the step may use, where control groups enforce it.</summary>
    public StepLimits Limits { get; init; } = new();

    /// <summary>Most characters of output that are passed on.</summary>
    public int MaxOutput { get; init; } = 256 * 1024;
}
