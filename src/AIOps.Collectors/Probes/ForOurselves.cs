using AIOps.Contracts.Events;
using AIOps.Contracts.Telemetry;

namespace AIOps.Collectors.Probes;

/// <summary>A sink for probes that only fill the registry of their own process: others tell what the probes find.</summary>
internal sealed class ForOurselves : ITelemetrySink
{
    public ValueTask<AcceptResult> AcceptAsync(MetricBatch batch, CancellationToken cancellationToken) => ValueTask.FromResult(AcceptResult.Ok);

    public ValueTask<AcceptResult> AcceptAsync(LogBatch batch, CancellationToken cancellationToken) => ValueTask.FromResult(AcceptResult.Ok);

    public ValueTask<AcceptResult> AcceptAsync(IReadOnlyList<EntityObservation> entities, IReadOnlyList<EdgeObservation> edges, CancellationToken cancellationToken) => ValueTask.FromResult(AcceptResult.Ok);

    public ValueTask<AcceptResult> AcceptAsync(ExternalSignal signal, CancellationToken cancellationToken) => ValueTask.FromResult(AcceptResult.Ok);
}
