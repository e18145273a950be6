using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using AIOps.Server.Tests.Cli;
using AIOps.Server.Tests.Serve;

namespace AIOps.Server.Tests.Logs;

/// <summary>Logs on their public ways through a running service: OTLP and followed files in; REST, commands and anomalies out.</summary>
[NonParallelizable]
public sealed class RunningLogsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("aiops-applog-");
    private ServiceProcess _service = null!;

    private string LogFile => Path.Combine(_folder.FullName, "cart.log");

    [OneTimeSetUp]
    public async Task StartAsync() =>
        _service = await ServiceProcess.StartAsync(
            null,
            null,
            "--set", "Logs:Learning=00:01:00", "--set", "Logs:MinLearningRecords=50", "--set", "Collectors:Host:Enabled=false",
            "--set", $"Collectors:LogFiles:Files:0:Path={_folder.FullName}/*.log", "--set", "Collectors:LogFiles:Files:0:Workload=service:cart", "--set", "Collectors:LogFiles:Interval=00:00:00.2");

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _service.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Test]
    public async Task RecordsOverOtlp_BecomeTemplatesAndAnomalies_ForRestAndCommands()
    {
        await SendAsync("orders", [.. Enumerable.Range(0, 290).Select(i => (300 - i, 9, $"Order {i * 7} placed by customer {i % 17}"))]);
        await SendAsync("orders", [(5, 17, "Lost the replica with password=abc on db-2"), (4, 9, "Order 9 placed by customer 3")]);

        List<JsonElement> anomalies = [];
        await ServiceProcess.UntilAsync("the new message is an anomaly", Patience, async () => (anomalies = await _service.ItemsAsync("/api/v1/anomalies?kind=log&entity=service:orders")).Count > 0);
        var top = await CommandAsync("top", "--workload", "service:orders");
        var fresh = await CommandAsync("new", "--workload", "service:orders", "--json");
        var show = await CommandAsync("show", "service:orders#2");
        var sparse = await CommandAsync("show", "2", "--workload", "service:orders", "--json");

        Assert.Multiple(() =>
        {
            var anomaly = anomalies.Single();
            Assert.That(anomaly.GetProperty("statistic").GetString(), Is.EqualTo("new-template"));
            Assert.That(anomaly.GetProperty("signal").GetString(), Is.EqualTo("Lost the replica with password=*** on db-<*>"));
            Assert.That(anomaly.GetProperty("evidence").EnumerateArray().Select(line => line.GetString()), Does.Contain("Lost the replica with password=*** on db-2"));
            Assert.That(top.Output, Does.Contain("service:orders#1").And.Contain("Order <*> placed by customer <*>").And.Contain("291").And.Contain("█"));
            Assert.That(Json(fresh).GetProperty("items")[0].GetProperty("id").GetInt32(), Is.EqualTo(2));
            Assert.That(show.Output, Does.Contain("Lost the replica with password=*** on db-2").And.Contain("Order 2023 placed by customer 0").And.Not.Contain("abc"));
            Assert.That(Json(sparse).GetProperty("linesAround").GetArrayLength(), Is.GreaterThan(5));
        });
    }

    [Test]
    public async Task FollowedFile_IsFramedMinedAndSurvivesTruncationAndBadBytes()
    {
        await WriteAsync(FileMode.Create, "");
        for (var i = 0; i < 60; i++)
        {
            await WriteAsync(FileMode.Append, string.Create(CultureInfo.InvariantCulture, $"2026-01-05 12:00:{i:00},123 WARN [worker-{i % 4}] c.acme.Cart - cart {i} was emptied\r\n\tat c.acme.Cart.empty(Cart.java:{i})\r\n"));
        }

        await UntilTemplateAsync("cart <*> was emptied");
        await WriteAsync(FileMode.Truncate, "2026-01-05 12:02:00,123 INFO [worker-1] c.acme.Cart - began anew\n");
        await UntilTemplateAsync("began anew");
        await WriteAsync(FileMode.Append, "\0\0\0\ud800\n2026-01-05 12:02:01,123 INFO [worker-1] c.acme.Cart - goes on\n");
        await UntilTemplateAsync("goes on");
        var templates = await _service.ItemsAsync("/api/v1/logs/templates?workload=service:cart");
        Assert.That(templates.First(one => one.GetProperty("text").GetString() == "cart <*> was emptied").GetProperty("severity").GetString(), Is.EqualTo("warning"));
    }

    [TestCase("nonsense")]
    [TestCase("service:orders#x")]
    public async Task WrongName_IsToldWithARemedy(string template)
    {
        var shown = await CommandAsync("show", template);
        Assert.That((shown.Code, shown.Errors.Contains("write it as aiops logs top shows it", StringComparison.Ordinal)), Is.EqualTo((1, true)), shown.Errors);
    }

    [Test]
    public async Task UnknownTemplate_IsToldInOneLine()
    {
        var shown = await CommandAsync("show", "service:orders#4711");
        Assert.That((shown.Code, shown.Errors.Trim().Split('\n').Length), Is.EqualTo((1, 1)), shown.Errors);
    }

    private static JsonElement Json((int Code, string Output, string Errors) command) => JsonSerializer.Deserialize<JsonElement>(command.Output);

    private Task<(int Code, string Output, string Errors)> CommandAsync(params string[] arguments) =>
        CommandLine.RunAsync(["logs", .. arguments, "--url", $"http://127.0.0.1:{_service.Port}", "--data", _service.Data]);

    // as programs write their logs: others may read and write meanwhile
    private async Task WriteAsync(FileMode mode, string text)
    {
        await using var file = new FileStream(LogFile, mode, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        await file.WriteAsync(Encoding.UTF8.GetBytes(text));
    }

    private async Task UntilTemplateAsync(string text)
    {
        await ServiceProcess.UntilAsync($"there is the template {text}", Patience, async () =>
            (await _service.ItemsAsync("/api/v1/logs/templates?workload=service:cart&limit=500")).Any(one => one.GetProperty("text").GetString() == text));
    }

    private async Task SendAsync(string service, IReadOnlyList<(int SecondsAgo, int Severity, string Body)> records)
    {
        var now = TimeProvider.System.GetUtcNow();
        var request = new
        {
            resourceLogs = new[]
            {
                new
                {
                    resource = new { attributes = new[] { new { key = "service.name", value = new { stringValue = service } } } },
                    scopeLogs = new[]
                    {
                        new
                        {
                            logRecords = records.Select(record => new
                            {
                                timeUnixNano = $"{now.AddSeconds(-record.SecondsAgo).ToUnixTimeMilliseconds()}000000",
                                severityNumber = record.Severity,
                                body = new { stringValue = record.Body },
                            }),
                        },
                    },
                },
            },
        };
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_service.HttpPort}") };
        using var answer = await client.PostAsJsonAsync("/v1/logs", request);
        Assert.That(answer.IsSuccessStatusCode, Is.True, await answer.Content.ReadAsStringAsync());
    }
}
