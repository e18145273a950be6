using AIOps.Contracts.Events;
using AIOps.Contracts.Runs;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;

namespace AIOps.Remediation.Engine;

/// <summary>Runs as they stand in the store: looked up by state and by incident.</summary>
public static class RunDocument
{
    /// <summary>States in which something is still to happen.</summary>
    public static IReadOnlyList<string> OpenStates { get; } = [nameof(RunState.Planned), nameof(RunState.AwaitingApproval), nameof(RunState.Queued), nameof(RunState.Running), nameof(RunState.Verifying)];

    /// <summary>Reads a run.</summary>
    public static Run Read(Document document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return AIOpsJson.Read<Run>(document.Body) with { Version = document.Version };
    }

    /// <summary>The write that replaces the version that was read.</summary>
    public static DocumentWrite Write(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return new DocumentWrite(DocumentKind.Run, run.Id, run.Version, run.State.ToString(), run.IncidentId, run.PlannedAt.ToUnixTimeMilliseconds(), AIOpsJson.Write(run with { Version = run.Version + 1 }));
    }

    /// <summary>The event that tells of it.</summary>
    public static NewEvent Event(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return new NewEvent($"run/{run.Id}", EventTypes.RunChanged, AIOpsJson.Write(run with { Version = run.Version + 1 }), TraceParent: System.Diagnostics.Activity.Current?.Id);
    }
}
