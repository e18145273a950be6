using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Runs;
using AIOps.Contracts.Telemetry;

namespace AIOps.Server.Tests.Web;

/// <summary>Incidents and runs as the other slices write them.</summary>
internal static class Samples
{
    public static DateTimeOffset Start { get; } = new(2026, 1, 5, 3, 0, 0, TimeSpan.Zero);

    public static Anomaly Anomaly(string id, string entity, string signal, DateTimeOffset at) => new()
    {
        Id = id,
        Kind = AnomalyKind.Metric,
        State = AnomalyState.Open,
        Entity = EntityId.Parse(entity),
        Signal = signal,
        Severity = Severity.Error,
        Score = 12.5,
        Direction = AnomalyDirection.Up,
        Value = 0.31,
        Expected = 0.002,
        Lower = 0,
        Upper = 0.01,
        OnsetAt = at,
        DetectedAt = at.AddSeconds(10),
        LastAt = at.AddSeconds(20),
        Summary = $"{signal} of {entity} is 155 times its usual level",
    };

    public static Incident Incident(string id, IncidentState state = IncidentState.Open, DateTimeOffset? start = null) => new()
    {
        Id = id,
        State = state,
        Title = "payments answers one request in three with an error",
        Severity = Severity.Critical,
        Priority = Priority.P1,
        Impact = Level.High,
        Urgency = Level.High,
        Service = "service:payments",
        AnchorEntity = "service:payments",
        Signals = [new IncidentSignal(Anomaly($"{id}-a1", "service:payments@p-1", "error_ratio", start ?? Start), (start ?? Start).AddSeconds(12), "same workload")],
        RootCause = new RootCauseRanking
        {
            Version = 2,
            At = (start ?? Start).AddSeconds(25),
            Confidence = 0.86,
            Undetermined = false,
            CallPath = ["service:gateway", "service:orders", "service:payments"],
            Summary = "payments broke first: its error ratio rose 155 times, 4 s before orders saw it",
            Suspects =
            [
                new Suspect
                {
                    Entity = "service:payments",
                    Score = 7.1,
                    For = [new EvidenceTerm("state", 3.2, "its error ratio left the expected band first"), new EvidenceTerm("change", 1.1, "a deploy of payments 1.4.2 preceded by 40 s")],
                    Against = [new EvidenceTerm("resource", -0.4, "its CPU and memory are as usual")],
                    Signals = [new RankedSignal { Signal = "error_ratio", Score = 31, Direction = AnomalyDirection.Up, Before = 0.002, After = 0.31, OnsetAt = start ?? Start, Curve = [0.002, 0.001, 0.003, 0.002, null, 0.12, 0.3, 0.31, 0.29], CurveOnset = 5 }],
                },
                new Suspect { Entity = "service:orders", Score = 2.3, For = [new EvidenceTerm("latency-unexplained", 0.6, "half of its latency is not explained by payments")], Against = [new EvidenceTerm("order", -1.5, "it changed 4 s later")] },
            ],
        },
        Anchors = new IncidentAnchors
        {
            ImpactStarted = new Anchor(start ?? Start, AnchorSource.Inferred),
            Detected = new Anchor((start ?? Start).AddSeconds(12), AnchorSource.Measured),
            Notified = new Anchor((start ?? Start).AddSeconds(14), AnchorSource.Measured),
        },
        UpdatedAt = (start ?? Start).AddSeconds(30),
        Timeline = [new TimelineEntry((start ?? Start).AddSeconds(12), "signal", "error_ratio of payments left its band"), new TimelineEntry((start ?? Start).AddSeconds(13), "state", "opened: score over the bar")],
    };

    public static Run Run(string id, string incident, RunState state = RunState.AwaitingApproval) => new()
    {
        Id = id,
        State = state,
        IncidentId = incident,
        RunbookId = "rollback-bad-configuration",
        RunbookVersion = "1.2.0",
        RunbookHash = new string('a', 64),
        DedupKey = $"service:payments@p-1 : {id}",
        Level = TrustLevel.Approve,
        Service = "service:payments",
        PlannedAt = Start.AddSeconds(27),
        Plan = new RunPlan
        {
            Hash = new string('b', 64),
            Targets = ["service:payments@p-1"],
            Summary = "put the configuration of 02:59 back and reload payments",
            Writes = ["configuration of service:payments@p-1"],
            Undo = ["put the configuration of 03:00 back"],
            FleetShare = 0.5,
            Risk = "low",
        },
        Steps = [new RunStep { Id = "rollback", Uses = "exec", Target = "service:payments@p-1", Description = "run rollback.sh", Output = "restored config.bak\ntoken=****\n" }],
    };
}
