using AIOps.Contracts.Events;
using AIOps.Detection.Metrics;

namespace AIOps.Server.Detect;

/// <summary>What a detector knows about its series.</summary>
internal sealed record SeriesStanding(LearningState State, long LearningUntilMs, long LastMs, double IntervalMs, string Profile, Anomaly? Open);
