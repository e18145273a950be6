using AIOps.Contracts.Events;
using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;
using AIOps.Incidents.RootCause;

namespace AIOps.Server.Correlate;

/// <summary>
/// How many errors, and how many other records, each service logged, from the two series that every watched log has. A service that complains about itself is
/// told from one that only waits for it by this more often than by its latency.
/// </summary>
internal static class LogErrors
{
    private const string Rate = "log.record.rate";
    private const string Share = "log.error.share";
    private const long DefaultStepMs = 10_000;

    // a template that is new is seen once by its anomaly, before the series has its count
    private const double OfAnAnomaly = 3;

    /// <summary>Counts for the ranking; empty where no logs are watched.</summary>
    /// <param name="windows">The series of a window.</param>
    /// <param name="anomalies">What stands out: errors that a log began to tell are known before their rate is.</param>
    public static IReadOnlyList<LogCounts> Of(IReadOnlyList<SeriesWindow> windows, IReadOnlyList<Anomaly> anomalies)
    {
        var shares = windows.Where(window => window.Series.Metric == Share).GroupBy(window => window.Series.Entity).ToDictionary(group => group.Key, group => group.First());
        var told = anomalies.Where(anomaly => anomaly is { Kind: AnomalyKind.Log, State: AnomalyState.Open, Severity: >= Severity.Error })
            .Select(anomaly => new LogCounts(anomaly.Entity, anomaly.Signal, LogSeverity.Error, [anomaly.OnsetAt.ToUnixTimeMilliseconds()], [OfAnAnomaly]));
        return [.. told, .. windows.Where(window => window.Series.Metric == Rate && window.Times.Count > 0).SelectMany(rate => Counts(rate, shares.GetValueOrDefault(rate.Series.Entity)))];
    }

    private static IEnumerable<LogCounts> Counts(SeriesWindow rate, SeriesWindow? share)
    {
        var step = Step(rate.Times) / 1000.0;
        var shares = new Dictionary<long, double>();
        for (var i = 0; i < (share?.Times.Count ?? 0); i++)
        {
            shares[share!.Times[i]] = share.Values[i];
        }

        var errors = new double[rate.Times.Count];
        var others = new double[rate.Times.Count];
        for (var i = 0; i < errors.Length; i++)
        {
            var records = Math.Round(rate.Values[i] * step);
            errors[i] = Math.Round(records * shares.GetValueOrDefault(rate.Times[i]));
            others[i] = records - errors[i];
        }

        yield return new LogCounts(rate.Series.Entity, "of all kinds", LogSeverity.Error, rate.Times, errors);
        yield return new LogCounts(rate.Series.Entity, "of all kinds but errors", LogSeverity.Information, rate.Times, others);
    }

    private static long Step(IReadOnlyList<long> times)
    {
        var steps = times.Zip(times.Skip(1), (first, second) => second - first).Where(step => step > 0).Order().ToList();
        return steps.Count == 0 ? DefaultStepMs : steps[steps.Count / 2];
    }
}
