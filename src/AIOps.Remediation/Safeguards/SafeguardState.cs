using AIOps.Contracts.Catalogue;
using AIOps.Remediation.Trust;

namespace AIOps.Remediation.Safeguards;

/// <summary>What the safeguards look at, read from the store at one moment.</summary>
public sealed record SafeguardState
{
    /// <summary>Now, by the database's clock.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Dispatches.</summary>
    public required DispatchLedger Ledger { get; init; }

    /// <summary>Version of the ledger's document.</summary>
    public long LedgerVersion { get; init; }

    /// <summary>Kill switches that are pulled.</summary>
    public IReadOnlyList<KillSwitch> KillSwitches { get; init; } = [];

    /// <summary>Freezes.</summary>
    public IReadOnlyList<Freeze> Freezes { get; init; } = [];

    /// <summary>Trust in the runbook for the target's class.</summary>
    public required TrustRecord Trust { get; init; }

    /// <summary>All services.</summary>
    public required IServiceCatalogue Catalogue { get; init; }

    /// <summary>What we are made of.</summary>
    public required SelfIdentity Self { get; init; }

    /// <summary>Why automation is blind (stale signals, lagging bus), or null.</summary>
    public string? Blind { get; init; }

    /// <summary>Why the clock cannot be believed, or null.</summary>
    public string? ClockProblem { get; init; }
}
