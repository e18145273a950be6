using System.Diagnostics;
using System.Diagnostics.Metrics;
using AIOps.Server.Metrics;

namespace AIOps.Server.Tests.Metrics;

public sealed class ExpositionTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    [Test]
    public void Counters_Gauges_AndHistograms_AreWrittenWithHelpTypeAndUnit()
    {
        using var collector = new MetricCollector();
        using var meter = new Meter("AIOps.Test.One");
        meter.CreateCounter<long>("aiops.t1.batches", "{batch}", "Batches taken.").Add(3, new KeyValuePair<string, object?>("from", "otlp"));
        meter.CreateUpDownCounter<long>("aiops.t1.open", "{one}", "Open ones.").Add(-2);
        meter.CreateObservableGauge("aiops.t1.size", () => 12.5, "By", "Size.");
        var histogram = meter.CreateHistogram("aiops.t1.wait", "s", "Wait.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        histogram.Record(0.1);
        histogram.Record(0.5);
        histogram.Record(7);
        histogram.Record(double.NaN);
        Assert.Multiple(() =>
        {
            Assert.That(Write(collector, openMetrics: false), Does.Contain("# HELP aiops_t1_batches_total Batches taken.\n# TYPE aiops_t1_batches_total counter\naiops_t1_batches_total{from=\"otlp\"} 3\n"));
            Assert.That(Write(collector, openMetrics: true), Does.Contain("# TYPE aiops_t1_batches counter\naiops_t1_batches_total{from=\"otlp\"} 3\n").And.EndsWith("# EOF\n"));
            Assert.That(Write(collector, openMetrics: false), Does.Contain("aiops_t1_open -2\n").And.Contain("# UNIT aiops_t1_size_bytes bytes\naiops_t1_size_bytes 12.5\n"));
            Assert.That(Write(collector, openMetrics: false), Does.Contain("aiops_t1_wait_seconds_bucket{le=\"0.1\"} 1\naiops_t1_wait_seconds_bucket{le=\"1\"} 2\naiops_t1_wait_seconds_bucket{le=\"+Inf\"} 3\naiops_t1_wait_seconds_sum 7.6\naiops_t1_wait_seconds_count 3\n"));
        });
    }

    [Test]
    public void LabelSets_AreCapped_AndTheRestIsCounted()
    {
        using var collector = new MetricCollector();
        using var meter = new Meter("AIOps.Test.Two");
        var counter = meter.CreateCounter<long>("aiops.t2.wild");
        for (var i = 0; i < MetricFamily.MaxPoints + 500; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("id", i));
        }

        var text = Write(collector, openMetrics: false);
        Assert.Multiple(() =>
        {
            Assert.That(text, Does.Contain("aiops_t2_wild_total{overflow=\"true\"} 500\n"));
            Assert.That(collector.Overflows.Single().Value, Is.EqualTo(500));
        });
    }

    [Test]
    public void ObservedLabelSet_ThatIsNotReportedAnyMore_IsGone()
    {
        using var collector = new MetricCollector();
        using var meter = new Meter("AIOps.Test.Three");
        var name = "first";
        meter.CreateObservableGauge("aiops.t3.now", () => new Measurement<int>(1, new KeyValuePair<string, object?>("name", name)));
        var before = Write(collector, openMetrics: false);
        name = "second";
        Assert.That((before.Contains("first", StringComparison.Ordinal), Write(collector, openMetrics: false).Contains("first", StringComparison.Ordinal)), Is.EqualTo((true, false)));
    }

    [Test]
    public void OtherMeters_AreNotShown()
    {
        using var collector = new MetricCollector();
        using var meter = new Meter("Somebody.Else");
        meter.CreateCounter<long>("somebody.else.count").Add(1);
        Assert.That(Write(collector, openMetrics: false), Does.Not.Contain("somebody"));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public async Task HostileNamesAndLabels_StillPassPromtool(int seed)
    {
        var random = new Random(seed);
        using var collector = new MetricCollector();
        using var meter = new Meter("AIOps.Test.Fuzz");
        for (var i = 0; i < 60; i++)
        {
            var tag = new KeyValuePair<string, object?>(Any(random), Any(random));
            switch (i % 3)
            {
                case 0:
                    meter.CreateCounter<double>($"aiops.f{i}.{Any(random)}", description: Any(random)).Add(random.NextDouble(), tag, new(Any(random), Any(random)));
                    break;
                case 1:
                    meter.CreateGauge<double>($"aiops.f{i}.{Any(random)}", "By", Any(random)).Record(random.Next(3) switch { 0 => double.PositiveInfinity, 1 => double.NaN, _ => -1e-300 }, tag);
                    break;
                default:
                    meter.CreateHistogram<double>($"aiops.f{i}.{Any(random)}", "s", Any(random)).Record(random.NextDouble(), tag);
                    break;
            }
        }

        var text = Write(collector, openMetrics: false);
        var (code, output) = await CheckAsync(text);
        // promtool also has opinions on naming (exit code 3); what it cannot parse is exit code 1
        Assert.That(code, Is.Not.EqualTo(1), output);
        Assert.That(output, Does.Not.Contain("error while linting"));
    }

    internal static async Task<(int Code, string Output)> CheckAsync(string text)
    {
        using var promtool = Process.Start(new ProcessStartInfo("promtool", "check metrics") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true })!;
        await promtool.StandardInput.WriteAsync(text);
        promtool.StandardInput.Close();
        var output = await promtool.StandardError.ReadToEndAsync().WaitAsync(Bound) + await promtool.StandardOutput.ReadToEndAsync().WaitAsync(Bound);
        await promtool.WaitForExitAsync().WaitAsync(Bound);
        return (promtool.ExitCode, output);
    }

    private static string Any(Random random)
    {
        const string Pool = "aZ09_.:-\"\\\n\r\t{}=,# é漢\u202e\u0000\ud800";
        return new string([.. Enumerable.Range(0, random.Next(1, 30)).Select(_ => Pool[random.Next(Pool.Length)])]);
    }

    private static string Write(MetricCollector collector, bool openMetrics)
    {
        var text = new Exposition(openMetrics);
        foreach (var family in collector.Collect())
        {
            text.Family(family);
        }

        return text.End();
    }
}
