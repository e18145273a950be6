using AIOps.Contracts.Catalogue;
using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Telemetry;
using AIOps.Remediation.Safeguards;

namespace AIOps.Remediation.Tests.Policy;

/// <summary>A fault as the engine sees it, and what is right to do about it.</summary>
/// <param name="Name">In words.</param>
/// <param name="Runbook">The runbook that repairs it; empty when acting is wrong.</param>
internal sealed record Fault(string Name, string Runbook)
{
    public const string Workload = "service:shop/orders";
    private const string Member = "orders-1";

    /// <summary>What the owners say; null for a service that nobody knows.</summary>
    public ServiceEntry? Service { get; init; } = Some.Service(members: (Member, []));

    public string Culprit { get; init; } = $"{Workload}@{Member}";

    public string Kind { get; init; } = "";

    public string Signal { get; init; } = "ProbeFailed";

    public AnomalyKind SignalKind { get; init; } = AnomalyKind.Metric;

    public double Confidence { get; init; } = 0.9;

    public Severity Severity { get; init; } = Severity.Critical;

    public bool Deployed { get; init; }

    public bool Predicted { get; init; }

    /// <summary>Probes by entity; those left out say nothing.</summary>
    public IReadOnlyDictionary<string, bool> Probes { get; init; } = new Dictionary<string, bool>(StringComparer.Ordinal) { [$"{Workload}@{Member}"] = false };

    public SelfIdentity Self { get; init; } = new();

    public IReadOnlyList<KillSwitch> KillSwitches { get; init; } = [];

    public IReadOnlyList<Freeze> Freezes { get; init; } = [];

    public IncidentState State { get; init; } = IncidentState.Open;

    public override string ToString() => Name;

    public Incident Incident(DateTimeOffset now)
    {
        var culprit = EntityId.Parse(Culprit);
        var incident = Some.Incident(culprit: Culprit, fault: Kind, member: culprit.Member, signal: Signal, confidence: Confidence, severity: Severity, at: now);
        return incident with
        {
            State = State,
            Predicted = Predicted,
            Signals = [.. incident.Signals.Select(signal => signal with { Anomaly = signal.Anomaly with { Kind = Kind.Length > 0 ? AnomalyKind.Alert : SignalKind, Direction = AnomalyDirection.Up } })],
        };
    }

    /// <summary>A service of one member with attributes.</summary>
    public static ServiceEntry With(params (string, string)[] attributes) => Some.Service(members: (Member, attributes));

    /// <summary>A service that is acted on as a whole.</summary>
    public static ServiceEntry Whole(params (string Name, string Value)[] attributes) => new()
    {
        Workload = Workload,
        Environment = "test",
        Attributes = attributes.ToDictionary(attribute => attribute.Name, attribute => attribute.Value, StringComparer.Ordinal),
    };
}
