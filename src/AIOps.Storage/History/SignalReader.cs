using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;

namespace AIOps.Storage.History;

/// <summary>
/// Reads signals from the telemetry history. A metric's name is compared with dots and dashes as underscores, so <c>queue_depth</c> of a runbook finds <c>queue.depth</c>.
/// Several series together: rates of counters and increments are added, values of gauges and ratios stand beside each other.
/// </summary>
/// <param name="history">Where samples are read.</param>
/// <param name="probe">The last fresh result of an entity's direct probes, or null.</param>
public sealed class SignalReader(ITelemetryHistory history, Func<EntityId, bool?> probe) : ISignalReader
{
    // a rate needs the sample before the window
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(2);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<KeyValuePair<DateTimeOffset, double>>> ReadAsync(EntityId entity, string metric, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entity);
        ArgumentException.ThrowIfNullOrEmpty(metric);
        var name = Plain(metric);
        var series = history.FindSeries(entity.Workload).Where(key => (entity.Member is null || key.Entity.Member == entity.Member) && Plain(key.Metric) == name).ToList();
        if (series.Count == 0)
        {
            return [];
        }

        var windows = await history.ReadAsync(series, from - Before, to, cancellationToken).ConfigureAwait(false);
        var samples = windows.Where(window => !IsRate(window.Series)).SelectMany(window => window.Times.Zip(window.Values, KeyValuePair.Create)).ToList();
        var rates = windows.Where(window => IsRate(window.Series)).Select(Rates.Of).Where(list => list.Count > 0).ToList();
        if (rates.Count > 0)
        {
            samples.AddRange(rates.Count == 1 ? rates[0] : Rates.Sum(rates));
        }

        var start = from.ToUnixTimeMilliseconds();
        return [.. samples.Where(sample => sample.Key >= start).OrderBy(sample => sample.Key).Select(sample => KeyValuePair.Create(DateTimeOffset.FromUnixTimeMilliseconds(sample.Key), sample.Value))];
    }

    /// <inheritdoc/>
    public Task<bool?> ProbeAsync(EntityId entity, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return Task.FromResult(probe(entity));
    }

    private static bool IsRate(SeriesKey key) => key.Kind is SeriesKind.Counter or SeriesKind.Delta;

    private static string Plain(string metric) => metric.Replace('.', '_').Replace('-', '_');
}
