using AIOps.Contracts.Telemetry;

namespace AIOps.Collectors.Traces;

/// <summary>What one or more closed windows of spans come to.</summary>
internal sealed record ReducedSpans(MetricBatch Metrics, IReadOnlyList<EdgeObservation> Edges);
