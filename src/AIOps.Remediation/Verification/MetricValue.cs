using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;

namespace AIOps.Remediation.Verification;

/// <summary>Values of metrics as preconditions, gates and verification read them.</summary>
internal static class MetricValue
{
    private static readonly TimeSpan Lookback = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LeastInterval = TimeSpan.FromSeconds(5);

    /// <summary>The last value, or null when the series has no sample in the last three of its intervals.</summary>
    public static async Task<double?> FreshAsync(ISignalReader signals, EntityId target, string metric, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (entity, name) = Resolve(target, metric);
        var samples = await signals.ReadAsync(entity, name, now - Lookback, now.AddSeconds(1), cancellationToken).ConfigureAwait(false);
        if (samples.Count == 0 || now - samples[^1].Key > 3 * Interval(samples))
        {
            return null;
        }

        return samples[^1].Value;
    }

    /// <summary>Values in a window.</summary>
    public static async Task<IReadOnlyList<double>> WindowAsync(ISignalReader signals, EntityId target, string metric, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var (entity, name) = Resolve(target, metric);
        var samples = await signals.ReadAsync(entity, name, from, to, cancellationToken).ConfigureAwait(false);
        return [.. samples.Select(sample => sample.Value)];
    }

    /// <summary>A bare name is the target's; "service:shop/orders metric" would be ambiguous, so another service is written "WORKLOAD/METRIC" with the last slash as the cut.</summary>
    public static (EntityId Entity, string Metric) Resolve(EntityId target, string metric)
    {
        var slash = metric.LastIndexOf('/');
        if (slash <= 0)
        {
            return (target, metric);
        }

        var service = metric[..slash];
        return (new EntityId(service.Contains(':', StringComparison.Ordinal) ? service : $"service:{service}"), metric[(slash + 1)..]);
    }

    public static bool Compare(double value, string op, double bound) => op switch
    {
        "<" => value < bound,
        "<=" => value <= bound,
        ">" => value > bound,
        ">=" => value >= bound,
        "==" => value == bound,
        "!=" => value != bound,
        _ => false,
    };

    public static double Median(IReadOnlyList<double> values)
    {
        if (values.Count == 0)
        {
            return double.NaN;
        }

        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    private static TimeSpan Interval(IReadOnlyList<KeyValuePair<DateTimeOffset, double>> samples)
    {
        if (samples.Count < 3)
        {
            return LeastInterval * 4;
        }

        var gaps = samples.Zip(samples.Skip(1), (a, b) => (b.Key - a.Key).TotalSeconds).Where(gap => gap > 0).ToList();
        var interval = TimeSpan.FromSeconds(gaps.Count == 0 ? 0 : Median(gaps));
        return interval > LeastInterval ? interval : LeastInterval;
    }
}
