using System.Collections.Concurrent;
using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;

namespace AIOps.Remediation.Tests;

/// <summary>Signals as a test sets them: probes are asked of the real world by a function, series are lists.</summary>
internal sealed class TestSignals : ISignalReader
{
    public ConcurrentDictionary<string, Func<bool?>> Probes { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, List<KeyValuePair<DateTimeOffset, double>>> Series { get; } = new(StringComparer.Ordinal);

    public Task<IReadOnlyList<KeyValuePair<DateTimeOffset, double>>> ReadAsync(EntityId entity, string metric, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<KeyValuePair<DateTimeOffset, double>>>(Series.TryGetValue($"{entity} {metric}", out var samples) ? [.. samples.Where(sample => sample.Key >= from && sample.Key < to)] : []);

    public Task<bool?> ProbeAsync(EntityId entity, CancellationToken cancellationToken) => Task.FromResult(Probes.TryGetValue(entity.ToString(), out var probe) ? probe() : null);
}
