using AIOps.Contracts.Events;
using AIOps.Contracts.Telemetry;
using AIOps.Detection.Metrics;

namespace AIOps.Server.Detect;

/// <summary>
/// How bad a metric's anomaly is by itself: something fails when failures rise or successes fall; everything else is a warning until its effects show.
/// Only words that name failure in metric conventions are looked at, never a product's or service's name.
/// </summary>
internal static class SignalSeverity
{
    private static readonly string[] Failure = ["error", "fail", "5xx", "dropped", "unavailable", "timeout", "rejected", "refused", "crash", "oom"];
    private static readonly string[] Success = ["success", "availability", "up", "healthy"];

    public static Severity Of(SeriesKey key, Verdict verdict)
    {
        if (verdict.Direction == AnomalyDirection.Up && !IsClientSide(key.Metric) && (Names(key.Metric, Failure) || key.Labels.Any(IsFailureLabel)))
        {
            return Severity.Error;
        }

        if (verdict.Direction == AnomalyDirection.Down && Names(key.Metric, Success))
        {
            return Severity.Error;
        }

        return Severity.Warning;
    }

    // What a caller saw fail it may have tried again with success, as in every rolling restart; what it could not mend shows in its own answers.
    private static bool IsClientSide(string metric) => metric.Split(['.', '_']).Contains("client", StringComparer.OrdinalIgnoreCase);

    private static bool IsFailureLabel(KeyValuePair<string, string> label) =>
        (label.Key.EndsWith("status_code", StringComparison.Ordinal) && label.Value.StartsWith('5'))
        || (label.Key is "error.type" && label.Value.Length > 0);

    private static bool Names(string metric, string[] words)
    {
        foreach (var part in metric.Split(['.', '_', '-', '/', ':'], StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (var word in words)
            {
                if (part.StartsWith(word, StringComparison.OrdinalIgnoreCase) && part.Length <= word.Length + 4)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
