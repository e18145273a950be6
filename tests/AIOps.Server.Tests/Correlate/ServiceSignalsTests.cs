using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;
using AIOps.Incidents.RootCause;
using AIOps.Incidents.Topology;
using AIOps.Server.Correlate;

namespace AIOps.Server.Tests.Correlate;

public sealed class ServiceSignalsTests
{
    private const long Start = 1_767_225_600_000;

    [Test]
    public void MembersAndOperations_AreSummed_AndRawPartsAreLeftOut()
    {
        var windows = ServiceSignals.Of(
            [
                Series("service:a@1", "trace.server.requests", [], [60, 60]), Series("service:a@1", "trace.server.error_ratio", [], [0, .5]), Series("service:a@1", "trace.server.duration.mean", [], [.1, .1]),
                Series("service:a@2", "trace.server.requests", [], [20, 20]), Series("service:a@2", "trace.server.error_ratio", [], [0, 0]), Series("service:a@2", "trace.server.duration.mean", [], [.5, .5]),
                Series("service:a@1", "http.client.request.duration.p95", [], [1, 1]), Series("service:a@1", "process.cpu", [], [.2, .3]),
            ],
            new TopologyGraph());

        Assert.That(windows.Select(window => window.Series.Metric), Is.EqualTo(new[] { "requests", "availability", "latency.mean", "process.cpu" }));
        Assert.Multiple(() =>
        {
            Assert.That(windows[0].Values, Is.EqualTo(new[] { 16.0, 16 }).Within(1e-9));
            Assert.That(windows[1].Values, Is.EqualTo(new[] { 1, 1 - (30 / 80.0) }).Within(1e-9));
            Assert.That(windows[2].Values, Is.EqualTo(new[] { .2, .2 }).Within(1e-9));
        });
    }

    [Test]
    public void HistogramOfTheConventions_StandsInForSpans_AndOnlyThen()
    {
        KeyValuePair<string, string> failed = new("http.response.status_code", "503"), good = new("http.response.status_code", "200");
        SeriesWindow[] histogram =
        [
            Series("service:a@1", "http.server.request.duration.count", [good], [30]), Series("service:a@1", "http.server.request.duration.mean", [good], [.1]),
            Series("service:a@1", "http.server.request.duration.count", [failed], [10]), Series("service:a@1", "http.server.request.duration.mean", [failed], [.3]),
        ];
        var alone = ServiceSignals.Of(histogram, new TopologyGraph());
        var both = ServiceSignals.Of([.. histogram, Series("service:a@1", "trace.server.requests", [], [40])], new TopologyGraph());
        Assert.Multiple(() =>
        {
            Assert.That(alone.Select(window => window.Values[0]), Is.EqualTo(new[] { 8, .75, .15 }).Within(1e-9));
            Assert.That(both[0].Values[0], Is.EqualTo(8).Within(1e-9), "not counted twice");
        });
    }

    [Test]
    public void FailuresThatOnlyCallersSee_AreTheCallees_AndItIsRankedFirst([Values(20, 700)] int history)
    {
        var topology = new TopologyGraph();
        topology.Observe(new EdgeObservation("service:gateway", "service:orders", EdgeKind.Calls, Start));
        topology.Observe(new EdgeObservation("service:orders", "service:payments", EdgeKind.Calls, Start));
        topology.Observe(new EdgeObservation("service:orders", "service:inventory", EdgeKind.Calls, Start));
        var random = new Random(3);
        var steps = history + 4;
        double[] Flat(double level, double noise) => [.. Enumerable.Range(0, steps).Select(_ => level + (noise * random.NextDouble()))];
        double[] Broken(double share) => [.. Enumerable.Range(0, steps).Select(i => i < history ? 0 : share + (.05 * random.NextDouble()))];
        var raw = new List<SeriesWindow>();
        foreach (var (service, share) in new[] { ("gateway", .5), ("orders", .5), ("payments", 0.0), ("inventory", 0.0) })
        {
            raw.Add(Series($"service:{service}@1", "trace.server.requests", [], Flat(100, 10)));
            raw.Add(Series($"service:{service}@1", "trace.server.error_ratio", [], share > 0 ? Broken(share) : Flat(0, 0)));
            raw.Add(Series($"service:{service}@1", "trace.server.duration.mean", [], Flat(.02, .005)));
            raw.Add(Series($"service:{service}@1", "process.cpu.utilization", [], Flat(.05, .03)));
        }

        foreach (var (caller, callee, share) in new[] { ("gateway", "orders", .5), ("orders", "payments", .5), ("orders", "inventory", 0.0) })
        {
            KeyValuePair<string, string> peer = new("peer", $"service:{callee}");
            raw.Add(Series($"service:{caller}@1", "trace.client.requests", [peer], Flat(100, 10)));
            raw.Add(Series($"service:{caller}@1", "trace.client.error_ratio", [peer], share > 0 ? Broken(share) : Flat(0, 0)));
        }

        var ranking = new RootCauseRanker().Rank(new RootCauseInput
        {
            OnsetAt = DateTimeOffset.FromUnixTimeMilliseconds(Start + (history * 5000L)),
            At = DateTimeOffset.FromUnixTimeMilliseconds(Start + (steps * 5000L)),
            Series = ServiceSignals.Of(raw, topology),
            Symptoms = ["service:gateway", "service:orders"],
            SymptomMetrics = ["trace.client.error_ratio"],
            Topology = topology,
        });
        Assert.Multiple(() =>
        {
            Assert.That(ranking.Suspects[0].Entity, Is.EqualTo("service:payments"), string.Join("\n", ranking.Suspects.Select(suspect => $"{suspect.Entity} {suspect.Score:0.00}: {string.Join("; ", suspect.For.Select(term => $"{term.Name} {term.Value:0.00}"))} | {string.Join("; ", suspect.Against.Select(term => $"{term.Name} {term.Value:0.00}"))}")));
            Assert.That(ranking.Culprit, Is.Not.Null);
        });
    }

    [Test]
    public void EdgesAreReadAtBothEnds_AndFailedCallsTellNothingAboutTheWay()
    {
        KeyValuePair<string, string> peer = new("peer", "service:b");
        var (_, edges) = ServiceSignals.Read(
            [
                Series("service:a@1", "trace.client.requests", [peer], [10, 10, 10]), Series("service:a@1", "trace.client.duration.mean", [peer], [.1, .5, 5]), Series("service:a@1", "trace.client.error_ratio", [peer], [0, 0, .5]),
                Series("service:b@1", "trace.server.requests", [], [10, 10, 10]), Series("service:b@1", "trace.server.duration.mean", [], [.09, .09, .09]),
                Series("service:a@1", "trace.client.requests", [new("peer", "service:unseen")], [10, 10, 10]),
            ],
            new TopologyGraph());
        var edge = edges.Single();
        Assert.Multiple(() =>
        {
            Assert.That((edge.Caller, edge.Callee), Is.EqualTo(("service:a", "service:b")));
            Assert.That(edge.Calls, Is.EqualTo(new[] { 2.0, 2, 2 }).Within(1e-9));
            Assert.That(edge.Client.Take(2), Is.EqualTo(new[] { .1, .5 }).Within(1e-9));
            Assert.That(edge.Client[2], Is.NaN);
            Assert.That(edge.Server, Is.EqualTo(new[] { .09, .09, .09 }).Within(1e-9));
        });
    }

    private static SeriesWindow Series(string entity, string metric, KeyValuePair<string, string>[] labels, double[] values) => new(
        new SeriesKey(EntityId.Parse(entity), metric, labels, "1", metric.EndsWith("requests", StringComparison.Ordinal) || metric.EndsWith("count", StringComparison.Ordinal) ? SeriesKind.Delta : SeriesKind.Gauge),
        [.. values.Select((_, i) => Start + (i * 5000L))],
        values);
}
