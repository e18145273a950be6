using AIOps.Collectors.Otlp;
using AIOps.Contracts.Telemetry;
using AIOps.TestKit;

namespace AIOps.Collectors.Tests.Otlp;

public sealed class MetricsTests
{
    private const int Sum = 7, HistogramKind = 9, ExponentialKind = 10, Delta = 1, Cumulative = 2;

    [Test]
    public async Task Kinds_FollowTemporalityAndMonotonicity()
    {
        await using var receiver = new Receiver();
        var point = Request.Number(receiver.NowMs, 3);
        await receiver.Accept(OtlpSignal.Metrics, Request.Metrics(
            Request.Gauge("a.gauge", point), Request.Metric("a.counter", "1", Sum, Cumulative, true, point), Request.Metric("a.delta", "1", Sum, Delta, true, point),
            Request.Metric("a.level", "1", Sum, Cumulative, false, point), Request.Gauge("a.utilization", point)));
        Assert.That(receiver.Sink.Samples.ToDictionary(sample => sample.Series.Metric, sample => sample.Series.Kind), Is.EqualTo(new Dictionary<string, SeriesKind>
        {
            ["a.gauge"] = SeriesKind.Gauge, ["a.counter"] = SeriesKind.Counter, ["a.delta"] = SeriesKind.Delta, ["a.level"] = SeriesKind.Gauge, ["a.utilization"] = SeriesKind.Ratio,
        }));
    }

    [Test]
    public async Task Series_CarriesEntityLabelsTimeAndValue()
    {
        await using var receiver = new Receiver();
        await receiver.Accept(OtlpSignal.Metrics, Request.Metrics(Request.Gauge("queue.size", Request.Number(receiver.NowMs - 5, 12.5, ("zone", "b"), ("app", "x")))));
        var (series, time, value) = receiver.Sink.Samples.Single();
        Assert.Multiple(() =>
        {
            Assert.That(series.Entity, Is.EqualTo(new EntityId("service:shop/orders", "orders-1")));
            Assert.That(series.Display, Is.EqualTo("queue.size{app=x,zone=b}"));
            Assert.That(time, Is.EqualTo(receiver.NowMs - 5));
            Assert.That(value, Is.EqualTo(12.5));
        });
    }

    [Test]
    public async Task SameSeriesAgain_IsTheSameObject()
    {
        await using var receiver = new Receiver();
        for (var i = 0; i < 3; i++)
        {
            await receiver.Accept(OtlpSignal.Metrics, Request.Metrics(Request.Gauge("g", Request.Number(receiver.NowMs + i, i, ("k", "v")))));
        }

        Assert.That(receiver.Sink.Samples.Select(sample => sample.Series).Distinct(ReferenceEqualityComparer.Instance).Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task NotFiniteAndOutOfTime_AreRefusedCountedAndTheRestKept()
    {
        await using var receiver = new Receiver();
        var year2100 = new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        var outcome = await receiver.Accept(OtlpSignal.Metrics, Request.Metrics(Request.Gauge(
            "g", Request.Number(receiver.NowMs, double.NaN), Request.Number(receiver.NowMs, double.PositiveInfinity), Request.Number(1000, 1), Request.Number(year2100, 1), Request.Number(receiver.NowMs, 7))));
        Assert.Multiple(() =>
        {
            Assert.That(receiver.Sink.Samples.Single().Value, Is.EqualTo(7));
            Assert.That(outcome.Rejected, Is.EqualTo(4));
            Assert.That(outcome.Message, Does.Contain("NaN").And.Contain("2100").Or.Contain("1970"));
            Assert.That(receiver.Instruments.Refused(Collector.Otlp, Refusal.NotFinite), Is.EqualTo(2));
            Assert.That(receiver.Instruments.Refused(Collector.Otlp, Refusal.Time), Is.EqualTo(2));
        });
    }

    [Test]
    public async Task TooManySeriesOfOneSource_AreRefusedAndOthersKept()
    {
        await using var receiver = new Receiver(new OtlpOptions { MaxSeriesPerSource = 10 });
        var points = Enumerable.Range(0, 30).Select(i => Request.Number(receiver.NowMs, i, ("user", $"{i}"))).ToArray();
        var outcome = await receiver.Accept(OtlpSignal.Metrics, Request.Metrics(Request.Gauge("g", points)));
        await receiver.Accept(OtlpSignal.Metrics, Request.Envelope([("service.name", "other")], Request.Gauge("g", Request.Number(receiver.NowMs, 1))));
        await receiver.Accept(OtlpSignal.Metrics, Request.Metrics(Request.Gauge("g", Request.Number(receiver.NowMs + 1, 99, ("user", "3")))));
        Assert.Multiple(() =>
        {
            Assert.That(outcome.Rejected, Is.EqualTo(20));
            Assert.That(outcome.Message, Does.Contain("service:shop/orders"));
            Assert.That(receiver.Sink.Samples.Count(), Is.EqualTo(12));
        });
    }

    [Test]
    public async Task SourceOverItsBound_MayAgainMakeSeriesAnHourLater()
    {
        var time = new ManualTime();
        await using var receiver = new Receiver(new OtlpOptions { MaxSeriesPerSource = 1 }, time);
        async Task<int> Send(string user) => (await receiver.Accept(OtlpSignal.Metrics, Request.Metrics(Request.Gauge("g", Request.Number(receiver.NowMs, 1, ("user", user)))))).Rejected;
        var first = await Send("a");
        var second = await Send("b");
        time.Advance(TimeSpan.FromMinutes(61));
        Assert.That(new[] { first, second, await Send("b") }, Is.EqualTo(new[] { 0, 1, 0 }));
    }

    [Test]
    public async Task MadeUpSources_ShareOneBound_AndLeaveTheirPlaceAgain()
    {
        const int Own = 20_000;
        var time = new ManualTime();
        await using var receiver = new Receiver(new OtlpOptions { MaxSeriesPerSource = 2 }, time);
        async Task<int> Send(string service) => (await receiver.Accept(OtlpSignal.Metrics, Request.Envelope([("service.name", service)], Request.Gauge("g", Request.Number(receiver.NowMs, 1))))).Rejected;
        var refused = new List<int>();
        for (var i = 0; i < Own + 5; i++)
        {
            refused.Add(await Send($"made-up-{i}"));
        }

        time.Advance(TimeSpan.FromMinutes(61));
        var known = await Send("made-up-7");
        time.Advance(TimeSpan.FromMinutes(61));
        known += await Send("made-up-7");
        var honest = new List<int>();
        for (var i = 0; i < 100; i++)
        {
            honest.Add(await Send($"honest-{i}"));
        }

        Assert.Multiple(() =>
        {
            Assert.That(refused.Sum(), Is.EqualTo(3), "two of the five beyond the bound find room together");
            Assert.That(known, Is.Zero);
            Assert.That(honest, Is.All.Zero);
        });
    }

    [Test]
    public async Task CumulativeHistogram_TellsWhatCameBetweenPoints()
    {
        await using var receiver = new Receiver();
        var (now, bounds) = (receiver.NowMs, new[] { 0.1, 0.2, 0.4 });
        byte[] At(long ms, double sum, params ulong[] counts) => Request.Metrics(Request.Metric("http.server.request.duration", "s", HistogramKind, Cumulative, false, Request.Histogram(now - 60_000, ms, sum, bounds, counts)));
        await receiver.Accept(OtlpSignal.Metrics, At(now, 100, 1000, 0, 0, 0));
        await receiver.Accept(OtlpSignal.Metrics, At(now + 5000, 103, 1000, 10, 10, 0));
        var values = receiver.Sink.Samples.ToDictionary(sample => sample.Series.Metric, sample => sample.Value);
        Assert.Multiple(() =>
        {
            Assert.That(values["http.server.request.duration.count"], Is.EqualTo(20));
            Assert.That(values["http.server.request.duration.mean"], Is.EqualTo(0.15).Within(1e-9));
            Assert.That(values["http.server.request.duration.p50"], Is.EqualTo(0.2).Within(1e-9));
            Assert.That(values["http.server.request.duration.p95"], Is.EqualTo(0.38).Within(1e-9));
        });
    }

    [Test]
    public async Task HistogramRepeatedBySender_GivesTheSameSamplesAgain()
    {
        await using var receiver = new Receiver();
        var (now, bounds) = (receiver.NowMs, new[] { 1.0 });
        byte[] At(long ms, params ulong[] counts) => Request.Metrics(Request.Metric("h", "s", HistogramKind, Cumulative, false, Request.Histogram(now - 60_000, ms, 5, bounds, counts)));
        await receiver.Accept(OtlpSignal.Metrics, At(now, 5, 0));
        receiver.Sink.Answer = new AcceptResult(RetryAfter: TimeSpan.FromSeconds(1));
        var busy = await receiver.Accept(OtlpSignal.Metrics, At(now + 5000, 9, 1));
        receiver.Sink.Answer = AcceptResult.Ok;
        await receiver.Accept(OtlpSignal.Metrics, At(now + 5000, 9, 1));
        Assert.Multiple(() =>
        {
            Assert.That(busy.RetryAfter, Is.EqualTo(TimeSpan.FromSeconds(1)));
            Assert.That(receiver.Sink.Of("h.count").Single().Value, Is.EqualTo(5));
        });
    }

    [Test]
    public async Task HistogramOfARestartedProcess_CountsFromItsNewStart()
    {
        await using var receiver = new Receiver();
        var (now, bounds) = (receiver.NowMs, new[] { 1.0 });
        byte[] At(long start, long ms, params ulong[] counts) => Request.Metrics(Request.Metric("h", "s", HistogramKind, Cumulative, false, Request.Histogram(start, ms, 5, bounds, counts)));
        await receiver.Accept(OtlpSignal.Metrics, At(now - 1000, now, 500, 0));
        await receiver.Accept(OtlpSignal.Metrics, At(now + 1000, now + 5000, 3, 1));
        Assert.That(receiver.Sink.Of("h.count").Single().Value, Is.EqualTo(4));
    }

    [Test]
    public async Task HistogramWithBoundsThatDoNotFit_IsRefusedWithItsName()
    {
        await using var receiver = new Receiver();
        var outcome = await receiver.Accept(OtlpSignal.Metrics, Request.Metrics(
            Request.Metric("bad", "s", HistogramKind, Delta, false, Request.Histogram(0, receiver.NowMs, 1, [2.0, 1.0], 1, 1, 1)),
            Request.Metric("good", "s", HistogramKind, Delta, false, Request.Histogram(0, receiver.NowMs, 1, [1.0, 2.0], 1, 1, 1))));
        Assert.Multiple(() =>
        {
            Assert.That(outcome.Message, Does.Contain("bad"));
            Assert.That(outcome.Rejected, Is.EqualTo(1));
            Assert.That(receiver.Sink.Of("good.count").Single().Value, Is.EqualTo(3));
        });
    }

    [Test]
    public async Task ExponentialHistogram_ScaleFell_IsComparedInTheWiderBuckets()
    {
        await using var receiver = new Receiver();
        var now = receiver.NowMs;
        byte[] At(long ms, int scale, int offset, double sum, params ulong[] counts) =>
            Request.Metrics(Request.Metric("e", "s", ExponentialKind, Cumulative, false, Request.Exponential(now - 1000, ms, scale, offset, sum, 0, counts)));

        // Scale 1: buckets (1,1.41] (1.41,2] (2,2.83] (2.83,4]; scale 0: (1,2] (2,4] (4,8].
        await receiver.Accept(OtlpSignal.Metrics, At(now, 1, 0, 20, 2, 2, 2, 2));
        await receiver.Accept(OtlpSignal.Metrics, At(now + 5000, 0, 0, 80, 4, 4, 10));
        var values = receiver.Sink.Samples.ToDictionary(sample => sample.Series.Metric, sample => sample.Value);
        Assert.Multiple(() =>
        {
            Assert.That(values["e.count"], Is.EqualTo(10));
            Assert.That(values["e.p50"], Is.InRange(4, 8));
        });
    }

    [Test]
    public async Task DeltaOfALevel_IsAddedUpAndARepeatChangesNothing()
    {
        await using var receiver = new Receiver();
        byte[] At(long ms, double value) => Request.Metrics(Request.Metric("u", "1", Sum, Delta, false, Request.Number(ms, value)));
        var now = receiver.NowMs;
        await receiver.Accept(OtlpSignal.Metrics, At(now, 5));
        await receiver.Accept(OtlpSignal.Metrics, At(now + 1000, -2));
        await receiver.Accept(OtlpSignal.Metrics, At(now + 1000, -2));
        await receiver.Accept(OtlpSignal.Metrics, At(now, 5));
        Assert.That(receiver.Sink.Of("u").Select(sample => sample.Value), Is.EqualTo(new[] { 5.0, 3, 3 }));
    }

    [Test]
    public async Task Observation_OfAResource_IsThrottled()
    {
        var time = new ManualTime();
        await using var receiver = new Receiver(time: time);
        byte[] Once() => Request.Envelope([("service.name", "orders"), ("host.name", "web-1")], Request.Gauge("g", Request.Number(receiver.NowMs, 1)));
        await receiver.Accept(OtlpSignal.Metrics, Once());
        await receiver.Accept(OtlpSignal.Metrics, Once());
        var before = receiver.Sink.Entities.Count;
        time.Advance(TimeSpan.FromSeconds(31));
        await receiver.Accept(OtlpSignal.Metrics, Once());
        Assert.Multiple(() =>
        {
            Assert.That(before, Is.EqualTo(1));
            Assert.That(receiver.Sink.Entities, Has.Count.EqualTo(2));
            Assert.That(receiver.Sink.Edges.First(), Is.EqualTo(new EdgeObservation("service:orders", "host:web-1", EdgeKind.RunsOn, new DateTimeOffset(2026, 1, 5, 12, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds())));
        });
    }
}
