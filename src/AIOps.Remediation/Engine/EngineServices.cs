using AIOps.Contracts.Catalogue;
using AIOps.Contracts.Storage;
using AIOps.Remediation.Runbooks;
using AIOps.Remediation.Safeguards;

namespace AIOps.Remediation.Engine;

/// <summary>What the engine works with.</summary>
public sealed record EngineServices
{
    /// <summary>The store.</summary>
    public required IOperationalStore Store { get; init; }

    /// <summary>What the owners said of their services.</summary>
    public required IServiceCatalogue Catalogue { get; init; }

    /// <summary>Metrics and probes.</summary>
    public required ISignalReader Signals { get; init; }

    /// <summary>Runbooks.</summary>
    public required RunbookShelf Shelf { get; init; }

    /// <summary>Settings.</summary>
    public required RemediationOptions Options { get; init; }

    /// <summary>What we are made of.</summary>
    public required SelfIdentity Self { get; init; }

    /// <summary>Clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Program and arguments that start a guard.</summary>
    public required IReadOnlyList<string> GuardCommand { get; init; }

    /// <summary>Why automation is blind (stale signals, lagging bus), or null.</summary>
    public Func<string?> Blind { get; init; } = () => null;

    /// <summary>Folders in which steps get control groups of their own; empty for none.</summary>
    public IReadOnlyList<string> ControlGroups => field ??= Guarding.ControlGroups.Folders(Options.ControlGroup);

    /// <summary>The ledger is one document: runs of one node do not compete for it, those of several nodes compare and set.</summary>
    internal SemaphoreSlim LedgerTurn { get; } = new(1, 1);

    /// <summary>What is counted.</summary>
    internal RemediationInstruments Instruments { get; } = new();

    /// <summary>Strategies around every attempt at a step: the chaos of tests.</summary>
    internal Action<Polly.ResiliencePipelineBuilder<Steps.StepOutcome>>? Innermost { get; init; }

    /// <summary>One publication at a time.</summary>
    internal SemaphoreSlim PublicationTurn { get; } = new(1, 1);

    /// <summary>Notices when the wall clock jumps.</summary>
    public required ClockWatch Clock { get; init; }
}
