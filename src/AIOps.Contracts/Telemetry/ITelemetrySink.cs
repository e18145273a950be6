using AIOps.Contracts.Events;

namespace AIOps.Contracts.Telemetry;

/// <summary>
/// Where collectors hand what they read. A call returns when the telemetry is safe (appended to the history, or confirmed by the broker),
/// so a collector may then confirm it to its sender. Implemented by the server over the bus.
/// </summary>
public interface ITelemetrySink
{
    /// <summary>Takes metric samples.</summary>
    ValueTask<AcceptResult> AcceptAsync(MetricBatch batch, CancellationToken cancellationToken);

    /// <summary>Takes log records.</summary>
    ValueTask<AcceptResult> AcceptAsync(LogBatch batch, CancellationToken cancellationToken);

    /// <summary>Takes topology evidence.</summary>
    ValueTask<AcceptResult> AcceptAsync(IReadOnlyList<EntityObservation> entities, IReadOnlyList<EdgeObservation> edges, CancellationToken cancellationToken);

    /// <summary>Takes a signal that is already an event: an alert, a change, a probe's finding. It is in the event table when this returns.</summary>
    ValueTask<AcceptResult> AcceptAsync(ExternalSignal signal, CancellationToken cancellationToken);
}
