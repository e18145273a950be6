using System.Diagnostics.Metrics;
using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;
using AIOps.Server.Bus;
using AIOps.Server.Configuration;
using AIOps.Server.Detect.Teaching;
using AIOps.Server.Serve;
using AIOps.Server.Tests.Web;
using AIOps.TestKit;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AIOps.Server.Tests.Serve;

/// <summary>The spine in process: what the sink confirmed is in the history, on both transports.</summary>
[NonParallelizable]
public sealed class PipelineTests
{
    private static readonly SeriesKey Series = new(new EntityId("service:shop/orders", "orders-1"), "queue.length", [], "", SeriesKind.Gauge);

    [Test]
    public async Task ConfirmedSamples_AreInTheHistory_InMemory() => await ConfirmAsync([]);

    [Test]
    public async Task ConfirmedSamples_ReachTheHistory_OverRabbitMq()
    {
        await using var rabbit = await RabbitServer.StartAsync();
        var address = await rabbit.CreateHostAsync();
        await ConfirmAsync(new() { ["Bus:Transport"] = "rabbitmq", ["Bus:Address"] = address.ToString(), ["Bus:Shards"] = "4" });
    }

    [Test]
    public async Task UsageTelemetryOfTheBus_IsOff()
    {
        await RunAsync([], app =>
        {
            Assert.That(app.Services.GetRequiredService<IOptions<UsageTelemetryOptions>>().Value.Enabled, Is.False);
            return Task.CompletedTask;
        });
    }

    [Test]
    public async Task UnreadableBatch_IsRefusedForGoodAndCounted_AndTheNextPasses()
    {
        await RunAsync([], async app =>
        {
            var poison = 0L;
            using var listener = new MeterListener { InstrumentPublished = (instrument, self) => { if (instrument.Name == "aiops.bus.poison") { self.EnableMeasurementEvents(instrument); } } };
            listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref poison, value));
            listener.Start();
            var publisher = app.Services.GetRequiredService<TelemetryPublisher>();
            Assert.That(async () => await publisher.SendAsync("metrics-0", "not a batch"u8.ToArray(), CancellationToken.None), Throws.InstanceOf<InvalidDataException>());
            var batch = new MetricBatch();
            batch.Add(Series, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), 1);
            var result = await app.Services.GetRequiredService<ITelemetrySink>().AcceptAsync(batch, CancellationToken.None);
            Assert.Multiple(() =>
            {
                Assert.That(result, Is.EqualTo(AcceptResult.Ok));
                Assert.That(Interlocked.Read(ref poison), Is.GreaterThan(0));
            });
        });
    }

    [Test]
    public async Task Feedback_IsAppliedByTheShardThatHasTheSeries() => await RunAsync([], async app =>
    {
        var batch = new MetricBatch();
        batch.Add(Series, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), 1);
        await app.Services.GetRequiredService<ITelemetrySink>().AcceptAsync(batch, CancellationToken.None);
        var store = app.Services.GetRequiredService<IOperationalStore>();
        await store.CommitAsync(new StoreCommit { Documents = [new DocumentWrite(DocumentKind.Feedback, "damaged", 0, FeedbackDesk.Given, "", 0, "{}")] }, CancellationToken.None);
        var known = Samples.Anomaly("known", Series.Entity.ToString(), Series.Metric, TimeProvider.System.GetUtcNow()) with { SeriesId = Series.Id };
        await app.Services.GetRequiredService<FeedbackDesk>().GiveAsync([known, known with { Id = "forgotten", SeriesId = 4711 }], "false", "ada", "", CancellationToken.None);
        await ServiceProcess.UntilAsync("every word is dealt with, and one that is damaged keeps none waiting", TimeSpan.FromSeconds(30), async () =>
            (await store.FindAsync(DocumentKind.Feedback, "known", CancellationToken.None))!.State == FeedbackDesk.Applied
            && (await store.FindAsync(DocumentKind.Feedback, "damaged", CancellationToken.None))!.State == FeedbackDesk.TooLate
            && (await store.FindAsync(DocumentKind.Feedback, "forgotten", CancellationToken.None))!.State == FeedbackDesk.TooLate);
    });

    private static async Task ConfirmAsync(Dictionary<string, string?> settings) => await RunAsync(settings, async app =>
    {
        var sink = app.Services.GetRequiredService<ITelemetrySink>();
        var history = app.Services.GetRequiredService<ITelemetryHistory>();
        var now = TimeProvider.System.GetUtcNow();
        var batch = new MetricBatch();
        for (var i = 0; i < 50; i++)
        {
            batch.Add(Series, now.AddSeconds(i - 60).ToUnixTimeMilliseconds(), i);
        }

        var result = await sink.AcceptAsync(batch, CancellationToken.None);
        Assert.That(result, Is.EqualTo(AcceptResult.Ok));
        await ServiceProcess.UntilAsync("all samples are in the history", TimeSpan.FromSeconds(20), async () =>
        {
            var windows = await history.ReadAsync([Series], now.AddMinutes(-5), now.AddMinutes(1), CancellationToken.None);
            return windows.Count == 1 && windows[0].Values.Count == 50;
        });
    });

    private static async Task RunAsync(Dictionary<string, string?> settings, Func<WebApplication, Task> body)
    {
        var folder = Directory.CreateTempSubdirectory("aiops-test-").FullName;
        settings["Server:Port"] = "0";
        settings["Collectors:Otlp:GrpcPort"] = $"{FreePort.Take()}";
        settings["Collectors:Otlp:HttpPort"] = $"{FreePort.Take()}";
        settings["Collectors:Host:Enabled"] = "false";
        using var data = DataFolder.Open(folder);
        var app = await Composition.BuildAsync(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), data, CancellationToken.None);
        await using (app)
        {
            await app.StartAsync().WaitAsync(TimeSpan.FromSeconds(30));
            await body(app).WaitAsync(TimeSpan.FromSeconds(60));
            await app.StopAsync().WaitAsync(TimeSpan.FromSeconds(30));
        }

        Directory.Delete(folder, recursive: true);
    }
}
