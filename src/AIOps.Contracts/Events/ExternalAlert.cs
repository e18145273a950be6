using AIOps.Contracts.Telemetry;

namespace AIOps.Contracts.Events;

/// <summary>An alert that somebody else (Alertmanager, our own prober, a heartbeat's absence) decided on.</summary>
public sealed record ExternalAlert : ExternalSignal
{
    /// <summary>Stable identity of the alert over its life.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Where it comes from: <c>alertmanager</c>, <c>probe</c>, <c>heartbeat</c>, …</summary>
    public required string Source { get; init; }

    /// <summary>Its name, for example <c>ProbeFailed</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Whom it is about.</summary>
    public required EntityId Entity { get; init; }

    /// <summary>How bad its sender thinks it is.</summary>
    public required Severity Severity { get; init; }

    /// <summary>True while it fires; false when it is resolved.</summary>
    public required bool Firing { get; init; }

    /// <summary>Since when, by the sender's clock.</summary>
    public required DateTimeOffset StartsAt { get; init; }

    /// <summary>Until when, when resolved.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>One sentence for people.</summary>
    public string Summary { get; init; } = "";

    /// <summary>True when it is a finding of state (dead, hung, full, expired) and not of behaviour: such a fault is verified by a direct probe.</summary>
    public bool StateFault { get; init; }

    /// <summary>The state fault's kind (<c>down</c>, <c>hung</c>, <c>full</c>, <c>expired</c>), or empty.</summary>
    public string FaultKind { get; init; } = "";

    /// <summary>Labels as sent; at most 64.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
