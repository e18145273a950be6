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
    private static readonly string[] Waiting = ["age", "lag", "oldest", "delay", "backlog", "wait", "waiting"];
    private const double Multiple = 2;
    private const double Manifold = 5;
    private const double LongWait = 10;
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

        return (IsMemoryOfAProcess(key.Metric) && verdict.Value >= Multiple * Math.Abs(verdict.Expected)) || IsLongWait(key, verdict) ? Severity.Error : Severity.Warning;
    }

    // what waits for ten seconds and for many times as long as ever waits for something that does not come
    private static bool IsLongWait(SeriesKey key, Verdict verdict) =>
        verdict.Direction == AnomalyDirection.Up && Seconds(key.Unit) * verdict.Value >= LongWait && verdict.Value >= Manifold * Math.Abs(verdict.Expected)
        && key.Metric.Split(['.', '_', '-', '/', ':']).Any(word => Waiting.Contains(word, StringComparer.OrdinalIgnoreCase));

    private static double Seconds(string unit) => unit switch { "s" => 1, "ms" => 1e-3, "us" => 1e-6, "min" => 60, "h" => 3600, _ => 0 };

    // what takes a multiple of the memory that it usually has will be ended by a limit, its own or the machine's; a collector's inner figures swing like that every minute
    private static bool IsMemoryOfAProcess(string metric)
    {
        var words = metric.Split(['.', '_']);
        return words.Contains("memory", StringComparer.OrdinalIgnoreCase) && !words.Contains("gc", StringComparer.OrdinalIgnoreCase)
            && (words.Contains("process", StringComparer.OrdinalIgnoreCase) || words.Contains("container", StringComparer.OrdinalIgnoreCase) || words.Contains("pod", StringComparer.OrdinalIgnoreCase));
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
