using AIOps.Contracts.Telemetry;

namespace AIOps.Detection.Logs;

/// <summary>What came out of log records.</summary>
/// <param name="Findings">Anomalies that were raised, updated or cleared, in order.</param>
/// <param name="Rates">Template rates and error shares of the buckets that ended, to be judged like any other series.</param>
public sealed record LogObservation(IReadOnlyList<LogFinding> Findings, MetricBatch Rates);
