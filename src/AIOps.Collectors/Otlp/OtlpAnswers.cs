using System.Text.Json;

namespace AIOps.Collectors.Otlp;

/// <summary>Bodies of answers: Export…ServiceResponse and google.rpc.Status.</summary>
internal static class OtlpAnswers
{
    /// <summary>The response of all three services: <c>partial_success{rejected = 1, error_message = 2}</c>, empty when all was taken.</summary>
    public static byte[] Response(OtlpOutcome outcome)
    {
        var writer = new ProtoWriter();
        if (outcome.Rejected > 0 || outcome.Message is not null)
        {
            var start = writer.Begin(1);
            writer.Varint(1, (ulong)outcome.Rejected);
            writer.Text(2, outcome.Message ?? "");
            writer.End(start);
        }

        return writer.ToArray();
    }

    /// <summary>The same as JSON.</summary>
    public static byte[] JsonResponse(OtlpSignal signal, OtlpOutcome outcome)
    {
        if (outcome.Rejected == 0 && outcome.Message is null)
        {
            return "{}"u8.ToArray();
        }

        var rejected = signal switch { OtlpSignal.Metrics => "rejectedDataPoints", OtlpSignal.Logs => "rejectedLogRecords", _ => "rejectedSpans" };
        return JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["partialSuccess"] = new Dictionary<string, string>(StringComparer.Ordinal) { [rejected] = outcome.Rejected.ToString(), ["errorMessage"] = outcome.Message ?? "" },
        });
    }

    /// <summary>google.rpc.Status, with a RetryInfo when the sender shall come back.</summary>
    public static byte[] Status(int code, string message, TimeSpan? retryAfter)
    {
        var writer = new ProtoWriter();
        writer.Varint(1, (ulong)code);
        writer.Text(2, message);
        if (retryAfter is { } wait)
        {
            var any = writer.Begin(3);
            writer.Text(1, "type.googleapis.com/google.rpc.RetryInfo");
            var info = writer.Begin(2);
            var duration = writer.Begin(1);
            writer.Varint(1, (ulong)wait.Ticks / TimeSpan.TicksPerSecond);
            writer.Varint(2, (ulong)(wait.Ticks % TimeSpan.TicksPerSecond * 100));
            writer.End(duration);
            writer.End(info);
            writer.End(any);
        }

        return writer.ToArray();
    }

    public static byte[] JsonStatus(int code, string message) =>
        JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>(StringComparer.Ordinal) { ["code"] = code, ["message"] = message });
}
