using System.Globalization;
using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;
using AIOps.Incidents.RootCause;
using AIOps.Incidents.Topology;

namespace AIOps.Server.Correlate;

/// <summary>
/// The three signals of each service that the ranking keeps books of - requests, availability, mean latency - summed over its members, operations and protocols from
/// spans or, where there are none, from the conventions' <c>http.server.request.duration</c>. What callers saw of it counts too: a service that hangs tells nothing
/// itself. The raw series that they are made of say the same a dozen times, or speak of a callee, and are left out of the ranking.
/// </summary>
internal sealed class ServiceSignals
{
    private const long StepMs = 5_000;
    private const long SilentMs = 30_000;
    private const double MostFailures = .02;
    private const string ServerSpans = "trace.server.";
    private const string ClientSpans = "trace.client.";
    private const string ServerHistogram = "http.server.request.duration.";
    private static readonly string[] Raw = ["trace.", "http.client.", "http.server.", "rpc.", "log.template.", "log.record."];

    private readonly TopologyGraph _topology;
    private readonly Dictionary<string, Dictionary<long, Bucket>> _served = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<long, Bucket>> _called = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Caller, string Callee), Dictionary<long, Bucket>> _edges = [];

    private ServiceSignals(TopologyGraph topology) => _topology = topology;

    /// <summary>What a ranking reads of these windows: the services' own three signals, and rates of all that is no part of them.</summary>
    public static IReadOnlyList<SeriesWindow> Of(IReadOnlyList<SeriesWindow> windows, TopologyGraph topology) => Read(windows, topology).Series;

    /// <summary>The same, with the latency of each call edge as both ends saw it.</summary>
    public static (IReadOnlyList<SeriesWindow> Series, IReadOnlyList<EdgeLatency> Edges) Read(IReadOnlyList<SeriesWindow> windows, TopologyGraph topology)
    {
        var signals = new ServiceSignals(topology);
        foreach (var part in windows.Where(window => IsRaw(window.Series.Metric)).GroupBy(Group).OrderBy(part => part.Key.Family == ServerHistogram))
        {
            signals.Book(part.Key, [.. part]);
        }

        return ([.. signals.Windows(), .. windows.Where(window => !IsRaw(window.Series.Metric)).Select(SeriesRates.ToRates)], [.. signals.EdgeLatencies()]);
    }

    private static bool IsRaw(string metric) => Array.Exists(Raw, prefix => metric.StartsWith(prefix, StringComparison.Ordinal));

    private static (EntityId Entity, string Family, string Labels) Group(SeriesWindow window)
    {
        var metric = window.Series.Metric;
        var family = metric.StartsWith(ServerSpans, StringComparison.Ordinal) ? ServerSpans
            : metric.StartsWith(ClientSpans, StringComparison.Ordinal) ? ClientSpans
            : metric.StartsWith(ServerHistogram, StringComparison.Ordinal) ? ServerHistogram : "";
        return (window.Series.Entity, family, string.Join(',', window.Series.Labels.Select(label => $"{label.Key}={label.Value}")));
    }

    private void Book((EntityId Entity, string Family, string Labels) key, List<SeriesWindow> parts)
    {
        SeriesWindow? Part(string name) => parts.Find(part => part.Series.Metric == key.Family + name);
        var count = Part(key.Family == ServerHistogram ? "count" : "requests");
        if (key.Family.Length == 0 || count is null)
        {
            return;
        }

        var labels = count.Series.Labels;
        var owner = key.Family == ClientSpans ? labels.FirstOrDefault(label => label.Key == "peer").Value ?? "" : key.Entity.Workload;
        if (owner.Length == 0)
        {
            return;
        }

        var book = key.Family == ClientSpans ? _called : _served;
        var workload = _topology.Canonical(owner);
        if (key.Family == ServerHistogram && _served.GetValueOrDefault(workload) is { Count: > 0 } spans && spans.Values.Any(bucket => bucket.FromSpans))
        {
            return;
        }

        if (!book.TryGetValue(workload, out var buckets))
        {
            book.Add(workload, buckets = []);
        }

        Dictionary<long, Bucket>? edge = null;
        if (key.Family == ClientSpans && _topology.Canonical(key.Entity.Workload) is var caller && caller != workload && !_edges.TryGetValue((caller, workload), out edge))
        {
            _edges.Add((caller, workload), edge = []);
        }

        var failed = key.Family == ServerHistogram && labels.Any(IsFailure) ? 1.0 : 0;
        var ratios = ByTime(Part("error_ratio"));
        var means = ByTime(Part(key.Family == ServerHistogram ? "mean" : "duration.mean"));
        for (var i = 0; i < count.Times.Count; i++)
        {
            var requests = count.Values[i];
            if (!double.IsFinite(requests) || requests <= 0)
            {
                continue;
            }

            var bucket = buckets.GetValueOrDefault(count.Times[i] / StepMs);
            bucket.FromSpans |= key.Family == ServerSpans;
            bucket.Requests += requests;
            bucket.Failures += requests * (failed > 0 ? 1 : ratios.GetValueOrDefault(count.Times[i]));
            if (means.TryGetValue(count.Times[i], out var mean))
            {
                bucket.Timed += requests;
                bucket.Seconds += requests * mean;
            }

            buckets[count.Times[i] / StepMs] = bucket;
            if (edge is not null)
            {
                var seen = edge.GetValueOrDefault(count.Times[i] / StepMs);
                seen.Requests += requests;
                seen.Failures += requests * ratios.GetValueOrDefault(count.Times[i]);
                if (means.TryGetValue(count.Times[i], out var waited))
                {
                    seen.Timed += requests;
                    seen.Seconds += requests * waited;
                }

                edge[count.Times[i] / StepMs] = seen;
            }
        }
    }

    private IEnumerable<EdgeLatency> EdgeLatencies()
    {
        foreach (var ((caller, callee), seen) in _edges.OrderBy(edge => edge.Key))
        {
            if (!_served.TryGetValue(callee, out var served))
            {
                continue;
            }

            var steps = seen.Keys.Where(served.ContainsKey).Order().ToArray();
            yield return new EdgeLatency(
                caller,
                callee,
                [.. steps.Select(step => step * StepMs)],
                [.. steps.Select(step => seen[step].Requests * 1000 / StepMs)],
                // A call that failed waited for a timeout or for nobody: it tells nothing about the way.
                [.. steps.Select(step => seen[step].FailureRatio > MostFailures ? double.NaN : seen[step].Mean)],
                [.. steps.Select(step => served[step].Mean)]);
        }
    }

    private IEnumerable<SeriesWindow> Windows()
    {
        // Exporters report at their own times: what one service told already and its neighbour not yet would look like a difference between the two.
        var lasts = _served.Concat(_called).Where(book => book.Value.Count > 0).Select(book => book.Value.Keys.Max()).ToArray();
        var newest = lasts.DefaultIfEmpty(0).Max();
        var common = lasts.Where(last => newest - last <= SilentMs / StepMs).DefaultIfEmpty(newest).Min();
        foreach (var workload in _served.Keys.Concat(_called.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var served = _served.GetValueOrDefault(workload) ?? [];
            var called = _called.GetValueOrDefault(workload) ?? [];
            if (served.Count + called.Count == 0)
            {
                continue;
            }

            var first = served.Keys.Concat(called.Keys).Min();
            var steps = (int)(Math.Min(common, served.Keys.Concat(called.Keys).Max()) - first) + 1;
            if (steps <= 0)
            {
                continue;
            }

            var times = new long[steps];
            var requests = new double[steps];
            var availability = new double[steps];
            var latency = new double[steps];
            for (var i = 0; i < steps; i++)
            {
                var own = served.GetValueOrDefault(first + i);
                var seen = called.GetValueOrDefault(first + i);
                times[i] = (first + i) * StepMs;
                var most = Math.Max(own.Requests, seen.Requests);
                requests[i] = most > 0 ? most * 1000 / StepMs : double.NaN;
                availability[i] = most > 0 ? 1 - Math.Max(own.FailureRatio, seen.FailureRatio) : double.NaN;
                latency[i] = own.Timed > 0 ? own.Mean : seen.Mean;
            }

            yield return new SeriesWindow(Key(workload, "requests", "{request}/s", SeriesKind.Gauge), times, requests);
            yield return new SeriesWindow(Key(workload, "availability", "1", SeriesKind.Ratio), times, availability);
            yield return new SeriesWindow(Key(workload, "latency.mean", "s", SeriesKind.Gauge), times, latency);
        }
    }

    private static SeriesKey Key(string workload, string metric, string unit, SeriesKind kind) => new(EntityId.Parse(workload), metric, [], unit, kind);

    private static bool IsFailure(KeyValuePair<string, string> label) =>
        (label.Key == "http.response.status_code" && int.TryParse(label.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status >= 500)
        || (label.Key == "error.type" && label.Value.Length > 0);

    private static Dictionary<long, double> ByTime(SeriesWindow? window)
    {
        var values = new Dictionary<long, double>();
        for (var i = 0; i < (window?.Times.Count ?? 0); i++)
        {
            if (double.IsFinite(window!.Values[i]))
            {
                values[window.Times[i]] = window.Values[i];
            }
        }

        return values;
    }

    private struct Bucket
    {
        public bool FromSpans;
        public double Requests;
        public double Failures;
        public double Timed;
        public double Seconds;

        public readonly double Mean => Timed > 0 ? Seconds / Timed : double.NaN;

        public readonly double FailureRatio => Requests > 0 ? Math.Min(1, Failures / Requests) : 0;
    }
}
