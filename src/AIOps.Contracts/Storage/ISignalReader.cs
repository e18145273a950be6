using AIOps.Contracts.Telemetry;

namespace AIOps.Contracts.Storage;

/// <summary>Values of metrics as preconditions and verification read them.</summary>
public interface ISignalReader
{
    /// <summary>Samples of a metric on an entity (for a workload: all its members and label sets together), counters as rates, in rising time.</summary>
    /// <param name="entity">A member, or a workload for the service-wide series.</param>
    /// <param name="metric">The metric's name.</param>
    /// <param name="from">First moment, inclusive.</param>
    /// <param name="to">Last moment, exclusive.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <returns>Time and value; empty when there is none.</returns>
    Task<IReadOnlyList<KeyValuePair<DateTimeOffset, double>>> ReadAsync(EntityId entity, string metric, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>The state of a direct probe of an entity: true when it answers, false when it fails, null when there is no probe or no fresh result.</summary>
    Task<bool?> ProbeAsync(EntityId entity, CancellationToken cancellationToken);
}
