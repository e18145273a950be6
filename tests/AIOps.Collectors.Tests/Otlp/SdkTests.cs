using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using AIOps.Contracts.Telemetry;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace AIOps.Collectors.Tests.Otlp;

/// <summary>The real OpenTelemetry SDK sends to the real receiver over both transports.</summary>
[TestFixture(OtlpExportProtocol.Grpc)]
[TestFixture(OtlpExportProtocol.HttpProtobuf)]
public sealed class SdkTests(OtlpExportProtocol protocol)
{
    private static readonly ResourceBuilder Resource = ResourceBuilder.CreateEmpty().AddService("orders", "shop", serviceInstanceId: "orders-1");

    [Test]
    public async Task Metrics_Arrive()
    {
        await using var receiver = await Start();
        using var meter = new Meter($"test.{protocol}");
        var readings = 0;
        using var provider = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(Resource).AddMeter(meter.Name)
            .AddView("sizes", new Base2ExponentialBucketHistogramConfiguration())
            .AddOtlpExporter((options, reader) =>
            {
                Aim(options, receiver, "metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = int.MaxValue;
            }).Build();
        meter.CreateObservableGauge("level", () => 42.5 + readings++);
        var counter = meter.CreateCounter<long>("requests", "{request}");
        var duration = meter.CreateHistogram<double>("duration", "s");
        var sizes = meter.CreateHistogram<double>("sizes", "By");
        for (var round = 0; round < 2; round++)
        {
            counter.Add(5, new KeyValuePair<string, object?>("route", "/pay"));
            Enumerable.Range(1, 100).ToList().ForEach(i => duration.Record(i / 100.0));
            Enumerable.Range(1, 100).ToList().ForEach(i => sizes.Record(i * 10));
            Assert.That(provider.ForceFlush(10_000), Is.True);
        }

        var entity = new EntityId("service:shop/orders", "orders-1");
        Assert.Multiple(() =>
        {
            Assert.That(receiver.Sink.Samples.Select(sample => sample.Series.Entity).Distinct(), Is.EqualTo(new[] { entity }));
            Assert.That(receiver.Sink.Of("level").First().Value, Is.EqualTo(42.5));
            Assert.That(receiver.Sink.Of("requests").Select(sample => sample.Value), Is.EqualTo(new[] { 5.0, 10 }));
            Assert.That(receiver.Sink.Of("requests").First().Series.Kind, Is.EqualTo(SeriesKind.Counter));
            Assert.That(receiver.Sink.Of("requests").First().Series.Display, Is.EqualTo("requests{route=/pay}"));
            Assert.That(receiver.Sink.Of("duration.count").Single().Value, Is.EqualTo(100));
            Assert.That(receiver.Sink.Of("duration.mean").Single().Value, Is.EqualTo(0.505).Within(1e-9));
            Assert.That(receiver.Sink.Of("sizes.p50").Single().Value, Is.EqualTo(500).Within(50));
            Assert.That(receiver.Sink.Of("sizes.p99").Single().Value, Is.EqualTo(990).Within(60));
        });
    }

    [Test]
    public async Task Logs_ArriveWithTheirTemplate()
    {
        await using var receiver = await Start();
        using (var factory = LoggerFactory.Create(logging => logging.AddOpenTelemetry(options =>
        {
            options.SetResourceBuilder(Resource);
            options.IncludeFormattedMessage = true;
            options.AddOtlpExporter(exporter => Aim(exporter, receiver, "logs"));
        })))
        {
#pragma warning disable CA1848, CA1873 // the plain call is what is tested
            factory.CreateLogger("Shop.Orders").LogError(new InvalidOperationException("no stock"), "order {Id} failed", 7);
#pragma warning restore CA1848, CA1873
        }

        var batch = receiver.Sink.Logs.Single();
        var entry = batch.Entries.Single();
        Assert.Multiple(() =>
        {
            Assert.That(Encoding.UTF8.GetString(batch.Text(entry.Body)), Does.StartWith("order 7 failed\nInvalidOperationException: no stock").Or.StartWith("order 7 failed\nSystem.InvalidOperationException: no stock"));
            Assert.That(Encoding.UTF8.GetString(batch.Text(entry.Template)), Is.EqualTo("order {Id} failed"));
            Assert.That(entry.Severity, Is.EqualTo(17));
            Assert.That(batch.Sources.Single(), Is.EqualTo(new LogSource(new EntityId("service:shop/orders", "orders-1"), "Shop.Orders")));
        });
    }

    [Test]
    public async Task Spans_BecomeSeriesAndEdges()
    {
        await using var receiver = await Start();
        using var source = new ActivitySource($"test.{protocol}");
        using (var provider = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(Resource).AddSource(source.Name).AddOtlpExporter(options => Aim(options, receiver, "traces")).Build())
        {
            using var call = source.StartActivity("GET", ActivityKind.Client)!;
            call.SetTag("server.address", "10.0.0.9");
            call.SetTag("server.port", 8080);
            call.SetTag("peer.service", "stock");
            call.SetStatus(ActivityStatusCode.Error);
        }

        var reduced = receiver.Reducer.Close(receiver.NowMs + 60_000)!;
        Assert.Multiple(() =>
        {
            Assert.That(reduced.Metrics.Series.Select(series => series.Display), Does.Contain("trace.client.error_ratio{peer=service:stock}"));
            Assert.That(reduced.Edges.Single(), Has.Property(nameof(EdgeObservation.From)).EqualTo("service:shop/orders").And.Property(nameof(EdgeObservation.To)).EqualTo("service:stock").And.Property(nameof(EdgeObservation.Errors)).EqualTo(1));
        });
    }

    private static async Task<Receiver> Start()
    {
        // The SDK stamps with the wall clock, so the receiver must hold it for true.
        var receiver = new Receiver(time: TimeProvider.System);
        await receiver.Listener.StartAsync(CancellationToken.None);
        return receiver;
    }

    private void Aim(OtlpExporterOptions options, Receiver receiver, string signal)
    {
        options.Protocol = protocol;
        options.Endpoint = protocol == OtlpExportProtocol.Grpc ? receiver.Listener.GrpcAddress! : new Uri(receiver.Listener.HttpAddress!, $"/v1/{signal}");
        options.TimeoutMilliseconds = 10_000;
    }
}
