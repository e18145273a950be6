using AIOps.Contracts.Storage;
using AIOps.Remediation.Guarding;
using AIOps.Remediation.Planning;
using AIOps.Remediation.Runbooks;

namespace AIOps.Remediation.Steps;

/// <summary>What an executor may use for one attempt.</summary>
public sealed class StepContext
{
    /// <summary>The step with its values.</summary>
    public required ResolvedStep Step { get; init; }

    /// <summary>The run's id.</summary>
    public required string RunId { get; init; }

    /// <summary>The incident's id.</summary>
    public required string IncidentId { get; init; }

    /// <summary>The runbook's scripts.</summary>
    public required ScriptSet Scripts { get; init; }

    /// <summary>Secrets of the runbook by name.</summary>
    public required SecretValues Secrets { get; init; }

    /// <summary>Environment that scripts inherit.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Signals and probes.</summary>
    public required ISignalReader Signals { get; init; }

    /// <summary>Clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Monotonic moment at which the lease ends as far as is known now.</summary>
    public required Func<long> LeaseDeadline { get; init; }

    /// <summary>Token of the lease on the target: a later owner's is higher.</summary>
    public long FencingToken { get; init; }

    /// <summary>A guard that was started and recorded, or null for a step that needs none.</summary>
    public GuardedCommand? Guard { get; init; }

    /// <summary>Folders in which a guarded step gets a control group of its own; empty for none.</summary>
    public IReadOnlyList<string> ControlGroups { get; init; } = [];

    /// <summary>Gets masked output as it comes.</summary>
    public Action<string> OnOutput { get; init; } = _ => { };

    /// <summary>Waits for a human's word on the step's message: true is yes.</summary>
    public Func<CancellationToken, Task<bool>> AskAsync { get; init; } = _ => Task.FromResult(false);

    /// <summary>Tells the incident's readers.</summary>
    public Func<string, CancellationToken, Task> TellAsync { get; init; } = (_, _) => Task.CompletedTask;
}
