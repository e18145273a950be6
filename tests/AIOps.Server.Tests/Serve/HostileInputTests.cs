using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using AIOps.TestKit;

namespace AIOps.Server.Tests.Serve;

/// <summary>Bad input to the running service: bounded, counted, told on the health page, and over without a restart.</summary>
[NonParallelizable]
public sealed class HostileInputTests
{
    private const int LabelSets = 100_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private ServiceProcess _service = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _service = await ServiceProcess.StartAsync(null, null, "--set", "Collectors:Host:Enabled=false");

    [OneTimeTearDown]
    public async Task StopAsync() => await _service.DisposeAsync();

    [Test]
    public async Task HundredThousandNewLabelSets_AreBoundedCountedAndTold()
    {
        var refused = 0L;
        for (var from = 0; from < LabelSets; from += 4_000)
        {
            using var answer = await PostAsync(_service, "/v1/metrics", Metrics("flood", NowMs, Enumerable.Range(from, 4_000).Select(i => ($"id-{i}", 1.0))));
            Assert.That(answer.IsSuccessStatusCode, Is.True, await answer.Content.ReadAsStringAsync());
            if (JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.TryGetProperty("partialSuccess", out var partial))
            {
                refused += long.Parse(partial.GetProperty("rejectedDataPoints").GetString()!, CultureInfo.InvariantCulture);
                Assert.That(partial.GetProperty("errorMessage").GetString(), Does.Contain("MaxSeriesPerSource"));
            }
        }

        Assert.That(refused, Is.EqualTo(LabelSets - 10_000));
        await CheckAsync(_service, "bounds", "degraded", "Collectors:Otlp:MaxSeriesPerSource");
        Assert.That(await _service.Client.GetStringAsync("/metrics"), Does.Contain("aiops_collect_refused_total{collector=\"otlp\",reason=\"cardinality\"} 90000"));
        Assert.That(ResidentBytes(_service), Is.LessThan(1L << 30));
        await TakesAsync(_service, "after-the-flood");
    }

    /// <summary>Who makes up a new service for each sample gets past the bound of one source: all sources together are bounded too, and known ones go on.</summary>
    [Test]
    public async Task HundredThousandNewServices_AreBoundedAndTold_AndKnownOnesGoOn()
    {
        await using var service = await ServiceProcess.StartAsync(null, null, "--set", "Collectors:Host:Enabled=false");
        await TakesAsync(service, "known");
        var refused = 0L;
        for (var from = 0; from < LabelSets; from += 2_000)
        {
            using var answer = await PostAsync(service, "/v1/metrics", Metrics(Enumerable.Range(from, 2_000).Select(i => $"made-up-{i}")));
            var text = await answer.Content.ReadAsStringAsync();
            Assert.That(answer.IsSuccessStatusCode || answer.Headers.RetryAfter is not null, Is.True, text);
            refused += JsonDocument.Parse(text).RootElement.TryGetProperty("partialSuccess", out var partial) ? long.Parse(partial.GetProperty("rejectedDataPoints").GetString()!, CultureInfo.InvariantCulture) : 0;
        }

        Assert.That(refused, Is.GreaterThan(LabelSets / 2));
        await CheckAsync(service, "bounds", "degraded", "somebody makes up sources");
        Assert.That(ResidentBytes(service), Is.LessThan(2L << 30));
        using (var still = await PostAsync(service, "/v1/metrics", Metrics("known", NowMs, [("known", 2.0)])))
        {
            Assert.That(await still.Content.ReadAsStringAsync(), Does.Not.Contain("rejectedDataPoints"));
        }

        await service.StopAsync();
    }

    [Test]
    public async Task LineOfAMegabyte_IsCutAndMined()
    {
        var line = "Payload " + string.Create(1 << 20, 0, (text, _) => text.Fill('x')) + " end";
        using (var answer = await PostAsync(_service, "/v1/logs", Logs("long", line, "Payload was short")))
        {
            Assert.That(answer.IsSuccessStatusCode, Is.True, await answer.Content.ReadAsStringAsync());
        }

        await ServiceProcess.UntilAsync("both lines are mined", Patience, async () => (await _service.ItemsAsync("/api/v1/logs/templates?workload=service:long")).Sum(one => one.GetProperty("records").GetInt32()) == 2);
        foreach (var template in await _service.ItemsAsync("/api/v1/logs/templates?workload=service:long"))
        {
            Assert.That(template.GetProperty("text").GetString(), Has.Length.LessThan(16 << 10));
        }

        await CheckAsync(_service, "bounds", "degraded", "were larger than they may be");
    }

    /// <summary>They send a byte and wait: others are served meanwhile, and they are cut off.</summary>
    [Test]
    public async Task SlowClients_AreCutOff_AndKeepNobodyWaiting()
    {
        var clients = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 200; i++)
            {
                var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, _service.HttpPort);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("POST /v1/metrics HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n{"));
                clients.Add(client);
            }

            await TakesAsync(_service, "beside-slow-ones");
            foreach (var client in clients)
            {
                using var limit = new CancellationTokenSource(Patience);
                var answer = new byte[512];
                var read = await client.GetStream().ReadAsync(answer, limit.Token);
                Assert.That(Encoding.ASCII.GetString(answer, 0, read), Does.StartWith("HTTP/1.1 4").Or.Empty);
            }

            await CheckAsync(_service, "bounds", "degraded", "arrived so slowly that they were cut off");
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    /// <summary>The clock of a sender, an hour and more off on both sides.</summary>
    [Test]
    public async Task TimesOfAWrongClock_AreRefusedOutsideTheWindow_AndTold()
    {
        var hour = (long)TimeSpan.FromHours(1).TotalMilliseconds;
        using (var behind = await PostAsync(_service, "/v1/metrics", Metrics("clock", NowMs - hour, [("behind", 1.0)])))
        using (var ahead = await PostAsync(_service, "/v1/metrics", Metrics("clock", NowMs + hour + 60_000, [("ahead", 1.0)])))
        using (var ancient = await PostAsync(_service, "/v1/metrics", Metrics("clock", NowMs - (25 * hour), [("ancient", 1.0)])))
        {
            Assert.Multiple(async () =>
            {
                Assert.That(await behind.Content.ReadAsStringAsync(), Does.Not.Contain("rejectedDataPoints"));
                Assert.That(await ahead.Content.ReadAsStringAsync(), Does.Contain("rejectedDataPoints").And.Contain("accepted window"));
                Assert.That(await ancient.Content.ReadAsStringAsync(), Does.Contain("rejectedDataPoints").And.Contain("accepted window"));
            });
        }

        await CheckAsync(_service, "bounds", "degraded", "had a time that cannot be");
        await TakesAsync(_service, "right-time");
    }

    [Test]
    public async Task FullDisk_IsToldToSendersAndOnTheHealthPage_AndOverWhenThereIsSpace()
    {
        await using var disk = await SmallDisk.MountAsync(megabytes: 160);
        await using var service = await ServiceProcess.StartAsync(Path.Combine(disk.Folder, "data"), null, "--set", "Collectors:Host:Enabled=false");
        await TakesAsync(service, "before");
        disk.Fill(leaveBytes: 100_000);
        HttpStatusCode? refusal = null;
        for (var i = 0; refusal is null && i < 50; i++)
        {
            using var answer = await PostAsync(service, "/v1/metrics", Metrics("disk", NowMs, Enumerable.Range(0, 2_000).Select(n => ($"n{n}", 1.0))));
            refusal = answer.IsSuccessStatusCode ? null : answer.StatusCode;
            Assert.That(answer.IsSuccessStatusCode || answer.Headers.RetryAfter is not null, Is.True, "a sender is told when to come back");
        }

        Assert.That(refusal, Is.EqualTo(HttpStatusCode.TooManyRequests).Or.EqualTo(HttpStatusCode.ServiceUnavailable));
        await CheckAsync(service, "disk", "unhealthy", "free space");
        disk.Free();
        await TakesAsync(service, "after");
        await ServiceProcess.UntilAsync("the health page is content", Patience, async () => (await HealthAsync(service, "disk")).GetProperty("status").GetString() != "unhealthy" && (await HealthAsync(service, "store")).GetProperty("status").GetString() == "healthy");
        Assert.That((await service.ItemsAsync("/api/v1/series?match=before")), Has.Count.EqualTo(1));
        await service.StopAsync();
    }

    private static long NowMs => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private static async Task<JsonElement> HealthAsync(ServiceProcess service, string name)
    {
        using var answer = await service.Client.GetAsync(new Uri("/readyz", UriKind.Relative));
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == name).Clone();
    }

    private static Task CheckAsync(ServiceProcess service, string name, string status, string words) => ServiceProcess.UntilAsync($"{name} is {status}: {words}", Patience, async () =>
        await HealthAsync(service, name) is var check && check.GetProperty("status").GetString() == status && check.GetProperty("words").GetString()!.Contains(words, StringComparison.Ordinal));

    /// <summary>The service takes a sample, stores it, and shows it.</summary>
    private static async Task TakesAsync(ServiceProcess service, string name)
    {
        await ServiceProcess.UntilAsync($"a sample of {name} is taken", Patience, async () =>
        {
            using var answer = await PostAsync(service, "/v1/metrics", Metrics(name, NowMs, [(name, 1.0)]));
            return answer.IsSuccessStatusCode;
        });
        await ServiceProcess.UntilAsync($"the series of {name} is there", Patience, async () => (await service.ItemsAsync($"/api/v1/series?workload=service:{name}")).Count == 1);
    }

    private static long ResidentBytes(ServiceProcess service) =>
        long.Parse(File.ReadLines($"/proc/{service.Pid}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) << 10;

    private static async Task<HttpResponseMessage> PostAsync(ServiceProcess service, string path, object body)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{service.HttpPort}"), Timeout = Patience };
        using var content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        return await client.PostAsync(path, content);
    }

    private static object Metrics(string service, long atMs, IEnumerable<(string Id, double Value)> points) => new
    {
        resourceMetrics = new[]
        {
            new
            {
                resource = new { attributes = new[] { Attribute("service.name", service) } },
                scopeMetrics = new[]
                {
                    new { metrics = new[] { new { name = "queue.length", gauge = new { dataPoints = points.Select(point => new { timeUnixNano = $"{atMs}000000", asDouble = point.Value, attributes = new[] { Attribute("id", point.Id) } }) } } } },
                },
            },
        },
    };

    private static object Metrics(IEnumerable<string> services) => new
    {
        resourceMetrics = services.Select(service => new
        {
            resource = new { attributes = new[] { Attribute("service.name", service) } },
            scopeMetrics = new[] { new { metrics = new[] { new { name = "queue.length", gauge = new { dataPoints = new[] { new { timeUnixNano = $"{NowMs}000000", asDouble = 1.0 } } } } } } },
        }),
    };

    private static object Logs(string service, params string[] lines) => new
    {
        resourceLogs = new[]
        {
            new
            {
                resource = new { attributes = new[] { Attribute("service.name", service) } },
                scopeLogs = new[] { new { logRecords = lines.Select(line => new { timeUnixNano = $"{NowMs}000000", severityNumber = 9, body = new { stringValue = line } }) } },
            },
        },
    };

    private static object Attribute(string name, string text) => new { key = name, value = new { stringValue = text } };
}
