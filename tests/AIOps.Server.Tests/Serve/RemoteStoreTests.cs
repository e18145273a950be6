using System.Text;
using System.Text.Json;
using AIOps.Server.Tests.Cli;
using AIOps.TestKit;

namespace AIOps.Server.Tests.Serve;

/// <summary>The service with a real Prometheus beside it: samples out, charts of what the history lost in, and words when it is away.</summary>
[NonParallelizable]
public sealed class RemoteStoreTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Test]
    public async Task LostHistory_IsReadFromTheStore_AndAnAwayStoreIsTold()
    {
        await using var store = await MetricStore.StartAsync("prometheus");
        await using var service = await ServiceProcess.StartAsync(
            null,
            null,
            "--set", $"RemoteStore:WriteUrl={store.WriteUrl}", "--set", $"RemoteStore:QueryUrl={store.QueryUrl}", "--set", "RemoteStore:SendEvery=00:00:00.2", "--set", "RemoteStore:MaxPause=00:00:00.5",
            "--set", "Collectors:Host:Enabled=false");
        await File.WriteAllTextAsync(Path.Combine(service.Data, "appsettings.json"), JsonSerializer.Serialize(new { RemoteStore = new { store.WriteUrl, store.QueryUrl } }));
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        for (var minute = 20; minute >= 0; minute--)
        {
            await SendAsync(service, now - (minute * 60_000));
        }

        await ServiceProcess.UntilAsync("all samples are in the store", Patience, async () => (await store.SamplesAsync("queue_length", 30)).Values.SingleOrDefault()?.Count == 21);
        var id = (await service.ItemsAsync("/api/v1/series?match=queue.length")).Single().GetProperty("id").GetString()!;
        var doctor = await CommandLine.RunAsync(["doctor", "--url", $"http://127.0.0.1:{service.Port}", "--data", service.Data]);
        Assert.That(doctor.Output, Does.Contain("remote store: writing").And.Contain("remote store: queries"));

        // the disk of the history is lost
        await service.StopAsync();
        Directory.Delete(Path.Combine(service.Data, "history"), recursive: true);
        await service.StartAgainAsync();
        var window = (await WindowsAsync(service, id, now)).Windows.Single();
        Assert.Multiple(() =>
        {
            Assert.That(window.GetProperty("series").GetProperty("id").GetString(), Is.EqualTo(id));
            Assert.That(window.GetProperty("series").GetProperty("entity").GetString(), Does.StartWith("service:shop/orders"));
            Assert.That(window.GetProperty("times").GetArrayLength(), Is.GreaterThan(20));
        });

        await store.StopAsync();
        await SendAsync(service, now + 1000);
        await ServiceProcess.UntilAsync("the health page tells that it takes nothing", Patience, async () => (await HealthAsync(service)).GetProperty("words").GetString()!.Contains("takes nothing", StringComparison.Ordinal));
        var (local, note) = await WindowsAsync(service, id, now + 2000);
        Assert.Multiple(() =>
        {
            Assert.That(note, Does.StartWith("The local history alone is shown").And.Contain("no connection"));
            Assert.That(local.Single().GetProperty("times").GetArrayLength(), Is.EqualTo(1));
        });

        await store.StartAgainAsync();
        await ServiceProcess.UntilAsync("the last sample is in the store", Patience, async () => (await store.SamplesAsync("queue_length", 30)).Values.SingleOrDefault()?.ContainsKey(now + 1000) == true);
        await ServiceProcess.UntilAsync("the health page is content", Patience, async () => (await HealthAsync(service)).GetProperty("status").GetString() == "healthy");
    }

    private static async Task<JsonElement> HealthAsync(ServiceProcess service) =>
        (await service.GetAsync("/readyz")).GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == "remote store");

    private static async Task<(List<JsonElement> Windows, string? Note)> WindowsAsync(ServiceProcess service, string id, long end)
    {
        using var answer = await service.Client.GetAsync(new Uri($"/api/v1/windows?series={id}&from={At(end - 1_800_000)}&to={At(end)}", UriKind.Relative));
        Assert.That(answer.IsSuccessStatusCode, Is.True, await answer.Content.ReadAsStringAsync());
        return ([.. JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.EnumerateArray()], answer.Headers.TryGetValues("AIOps-Note", out var notes) ? notes.Single() : null);
    }

    private static string At(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).UtcDateTime.ToString("O");

    private static async Task SendAsync(ServiceProcess service, long atMs)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{service.HttpPort}"), Timeout = TimeSpan.FromSeconds(30) };
        var body = $$$"""{"resourceMetrics":[{"resource":{"attributes":[{"key":"service.namespace","value":{"stringValue":"shop"}},{"key":"service.name","value":{"stringValue":"orders"}},{"key":"service.instance.id","value":{"stringValue":"orders-1"}}]},"scopeMetrics":[{"metrics":[{"name":"queue.length","gauge":{"dataPoints":[{"timeUnixNano":"{{{atMs}}}000000","asDouble":3}]}}]}]}]}""";
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync("/v1/metrics", content);
        Assert.That(answer.IsSuccessStatusCode, Is.True, await answer.Content.ReadAsStringAsync());
    }
}
