using System.Diagnostics.Metrics;

namespace AIOps.Storage.Remote;

/// <summary>What is sent to and asked of the remote store, as metrics.</summary>
internal static class RemoteInstruments
{
    private static readonly Meter Meter = new("AIOps.Storage");
    private static readonly Counter<long> Sent = Meter.CreateCounter<long>("aiops.remote_write.samples", "{sample}", "Samples that the remote store accepted");
    private static readonly Counter<long> Refused = Meter.CreateCounter<long>("aiops.remote_write.refused", "{sample}", "Samples that the remote store refused for good, by kind: its word on a new sample, or one older than another of its series that it has");
    private static readonly Counter<long> Dropped = Meter.CreateCounter<long>("aiops.remote_write.dropped", "{sample}", "Samples that were given up unsent, by reason: they waited too long, too many waited, or they were compacted while nobody sent");
    private static readonly Counter<long> Retries = Meter.CreateCounter<long>("aiops.remote_write.retries", "{request}", "Requests that are tried again, by reason");
    private static readonly Counter<long> Queries = Meter.CreateCounter<long>("aiops.remote_query.requests", "{request}", "Questions of charts to the remote store, by outcome");
    private static readonly Histogram<double> Durations = Meter.CreateHistogram<double>("aiops.remote_query.duration", "s", "Time that the remote store took for an answer");

    public static void Observe(Func<RemoteStanding> standing)
    {
        Meter.CreateObservableGauge("aiops.remote_write.lag", () => Mine(standing(), one => one.Lag.TotalSeconds), "s", "Age of the oldest sample that was confirmed to its sender and not yet sent to the remote store");
        Meter.CreateObservableGauge("aiops.remote_write.waiting", () => Mine(standing(), one => one.WaitingBytes), "By", "Bytes of the history's journals that wait to be sent to the remote store");
    }

    public static void OnSent(long samples) => Sent.Add(samples);

    public static void OnRefused(long samples, string kind) => Refused.Add(samples, new KeyValuePair<string, object?>("kind", kind));

    public static void OnDropped(long samples, string reason) => Dropped.Add(samples, new KeyValuePair<string, object?>("reason", reason));

    public static void OnRetry(string reason) => Retries.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public static void OnQuery(string outcome, TimeSpan took)
    {
        Queries.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        Durations.Record(took.TotalSeconds);
    }

    // of several processes one sends; the others have nothing to tell
    private static IEnumerable<Measurement<T>> Mine<T>(RemoteStanding standing, Func<RemoteStanding, T> value)
        where T : struct => standing.Sends ? [new Measurement<T>(value(standing))] : [];
}
