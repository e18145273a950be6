using AIOps.Contracts.Catalogue;
using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Telemetry;

namespace AIOps.Remediation.Tests;

/// <summary>Builders of what tests need.</summary>
internal static class Some
{
    public const string Workload = "service:shop/orders";

    public static Incident Incident(string id = "INC-1", string culprit = Workload, string fault = "down", string? member = "orders-1", string signal = "ProbeFailed", double confidence = 0.9, Severity severity = Severity.Critical, DateTimeOffset? at = null, bool trusted = true)
    {
        var now = at ?? TimeProvider.System.GetUtcNow();
        var entity = EntityId.Parse(culprit);
        return new Incident
        {
            Id = id,
            State = IncidentState.Open,
            Title = $"{culprit} is {fault}",
            Severity = severity,
            Priority = Priority.P2,
            Service = entity.Workload,
            AnchorEntity = culprit,
            Signals = [new IncidentSignal(Anomaly($"a-{id}-{signal}", new EntityId(entity.Workload, member), signal, fault, severity, now), now, "first")],
            RootCause = new RootCauseRanking { Version = 1, At = now, Confidence = confidence, Undetermined = false, Suspects = [new Suspect { Entity = culprit, Score = 3 }] },
            Anchors = new IncidentAnchors { ImpactStarted = new Anchor(now.AddSeconds(-5), AnchorSource.Inferred), Detected = new Anchor(now, AnchorSource.Measured) },
            Trusted = trusted,
            UpdatedAt = now,
        };
    }

    public static Anomaly Anomaly(string id, EntityId entity, string signal, string fault, Severity severity, DateTimeOffset at) => new()
    {
        Id = id,
        Kind = fault.Length > 0 ? AnomalyKind.Alert : AnomalyKind.Metric,
        State = AnomalyState.Open,
        Entity = entity,
        Signal = signal,
        Severity = severity,
        Score = 1,
        OnsetAt = at.AddSeconds(-5),
        DetectedAt = at,
        LastAt = at,
        StateFault = fault.Length > 0,
        FaultKind = fault,
    };

    public static ServiceEntry Service(string workload = Workload, string environment = "test", int tier = 3, IReadOnlyList<string>? dependsOn = null, params (string Name, (string, string)[] Attributes)[] members) => new()
    {
        Workload = workload,
        Environment = environment,
        Tier = tier,
        DependsOn = dependsOn ?? [],
        Members = [.. members.Select(member => new MemberEntry(member.Name, member.Attributes.ToDictionary(pair => pair.Item1, pair => pair.Item2, StringComparer.Ordinal)))],
    };

    /// <summary>A runbook of its own, in its first version, that acts by itself on what is down.</summary>
    /// <param name="steps">Its steps, one a line.</param>
    /// <param name="cooldown">How long it rests.</param>
    /// <param name="total">How long it may take.</param>
    /// <param name="settle">How long its effect may take.</param>
    /// <param name="window">How long its effect must last.</param>
    /// <param name="extra">Further keys, one a line.</param>
    public static string Trial(string steps, string cooldown = "10m", string total = "1m", string settle = "1s", string window = "1s", string extra = "") => $$"""
        apiVersion: runbooks/v1
        id: trial
        version: 1.0.0
        title: A trial
        owner: team-a
        trigger: { match: "kind == 'down'", min_confidence: 0.5, severities: [critical] }
        targets: { max_targets: 1, max_percent: 100 }
        autonomy: { max: auto }
        risk: { class: low, reversible: true }
        limits: { cooldown_per_target: {{cooldown}}, runs_per_hour: 5, runs_per_day: 20, total_timeout: {{total}} }
        steps:
        {{steps}}
        verify: { settle: {{settle}}, window: {{window}}, must: [ { probe: answers } ] }
        {{extra}}
        """;
}
