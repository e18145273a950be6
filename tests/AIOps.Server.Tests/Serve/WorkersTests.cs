using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using AIOps.Storage.History;
using AIOps.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace AIOps.Server.Tests.Serve;

/// <summary>
/// Several processes on one RabbitMQ and one PostgreSQL: the shards are spread over those that live, and what was confirmed to a sender outlives any of them.
/// </summary>
[NonParallelizable]
public sealed class WorkersTests
{
    private const int Shards = 8;
    private const int Services = 16;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The quick sample takes the harder one of each two.</summary>
    private static bool Full => Environment.GetEnvironmentVariable("AIOPS_TEST_FULL") is { Length: > 0 };

    private static IEnumerable<string> Losses => Full ? ["KILL", "STOP"] : ["STOP"];

    private static IEnumerable<string> Outages => Full ? ["rabbitmq", "postgresql"] : ["rabbitmq"];

    private RabbitServer _rabbit = null!;
    private PostgresServer _postgres = null!;
    private string _history = "";
    private string[] _shared = [];

    [OneTimeSetUp]
    public async Task StartServersAsync() => (_rabbit, _postgres) = (await RabbitServer.StartAsync(), await PostgresServer.StartAsync());

    [OneTimeTearDown]
    public async Task StopServersAsync()
    {
        await _rabbit.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    [SetUp]
    public async Task NewInstallationAsync()
    {
        _history = Path.Combine(Directory.CreateTempSubdirectory("aiops-shared-").FullName, "history");
        _shared =
        [
            "--set", "Bus:Transport=rabbitmq", "--set", $"Bus:Address={await _rabbit.CreateHostAsync()}", "--set", $"Bus:Shards={Shards}",
            "--set", $"Storage:PostgreSql={await _postgres.CreateDatabaseAsync()}", "--set", $"History:Folder={_history}",
            "--set", "Collectors:Host:Enabled=false", "--set", "Detection:CheckpointEvery=00:00:02",
        ];
    }

    [TearDown]
    public void Remove() => Directory.Delete(Path.GetDirectoryName(_history)!, recursive: true);

    [Test]
    public async Task Shards_AreSpreadOverTheLivingWorkers_AndGoHomeWhenOneStops()
    {
        await using var first = await WorkerAsync();
        await HasAsync(first, shards => shards == Shards, "the only worker has every shard");
        await using var second = await WorkerAsync();
        await ServiceProcess.UntilAsync("each has a share, and together they have all", Patience, async () => (await ShardsOfAsync(first), await ShardsOfAsync(second)) is (> 0, > 0) shares && shares.Item1 + shares.Item2 == Shards);
        await second.StopAsync();
        await HasAsync(first, shards => shards == Shards, "what a stopped worker gave back is taken");
    }

    /// <summary>By SIGKILL, and by SIGSTOP with a later SIGCONT, of a worker in the middle of the load.</summary>
    [Test]
    public async Task LostWorker_LosesNothingThatWasConfirmed([ValueSource(nameof(Losses))] string signal)
    {
        await using var front = await ServiceProcess.StartAsync(null, null, ["--roles", "collect,respond,web", .. _shared]);
        await using var first = await WorkerAsync();
        await using var second = await WorkerAsync();
        await HasAsync(second, shards => shards is > 0 and < Shards, "both workers have shards");
        using var load = new CancellationTokenSource();
        var sending = SendAsync(front, load.Token);
        await AllServicesAsync(stored => stored.Count >= Services, "every service's samples arrive");

        await SignalAsync(second, signal);
        await HasAsync(first, shards => shards == Shards, "the survivor has every shard");
        var mark = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        await AllServicesAsync(stored => stored.Values.Count(times => times.Max() > mark) == Services, "every service's new samples arrive at the survivor");
        if (signal == "STOP")
        {
            await SignalAsync(second, "CONT");
            await HasAsync(second, shards => shards is > 0 and < Shards, "the one that was away has its share again");
            await ServiceProcess.UntilAsync("the shares add up", Patience, async () => await ShardsOfAsync(first) + await ShardsOfAsync(second) == Shards);
        }

        await load.CancelAsync();
        var confirmed = await sending;
        await AllServicesAsync(stored => confirmed.All(sent => stored.TryGetValue(sent.Service, out var times) && times.Contains(sent.AtMs)), $"all {confirmed.Count} confirmed samples are stored");
        await ServiceProcess.UntilAsync("nothing is in an error queue", Patience, async () => await MetricAsync(first, "aiops_bus_poison_total") == 0);
        Assert.Multiple(() =>
        {
            Assert.That(confirmed, Has.Count.GreaterThan(10 * Services));
            Assert.That(first.Output, Does.Not.Contain("Unhandled exception"));
        });
    }

    /// <summary>The broker, or the database, dies under load and comes back with what it had.</summary>
    [Test]
    public async Task RestartedServer_LosesNothingThatWasConfirmed([ValueSource(nameof(Outages))] string server)
    {
        await using var front = await ServiceProcess.StartAsync(null, null, ["--roles", "collect,respond,web", .. _shared]);
        await using var worker = await WorkerAsync();
        await HasAsync(worker, shards => shards == Shards, "the worker has every shard");
        using var load = new CancellationTokenSource();
        var sending = SendAsync(front, load.Token);
        await AllServicesAsync(stored => stored.Count >= Services, "every service's samples arrive");

        await (server == "rabbitmq" ? _rabbit.KillAsync() : _postgres.KillAsync());
        await Task.Delay(TimeSpan.FromSeconds(3));
        await (server == "rabbitmq" ? _rabbit.StartAgainAsync() : _postgres.StartAgainAsync());
        var mark = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        await AllServicesAsync(stored => stored.Values.Count(times => times.Max() > mark) == Services, "every service's new samples arrive");
        await load.CancelAsync();
        var confirmed = await sending;
        await AllServicesAsync(stored => confirmed.All(sent => stored.TryGetValue(sent.Service, out var times) && times.Contains(sent.AtMs)), $"all {confirmed.Count} confirmed samples are stored");
        await ServiceProcess.UntilAsync("nothing is in an error queue", Patience, async () => await MetricAsync(worker, "aiops_bus_poison_total") == 0);
    }

    private async Task<ServiceProcess> WorkerAsync() => await ServiceProcess.StartAsync(null, null, ["--roles", "detect,web", .. _shared]);

    private static Task HasAsync(ServiceProcess worker, Func<double, bool> wanted, string what) => ServiceProcess.UntilAsync(what, Patience, async () => wanted(await ShardsOfAsync(worker)));

    private static Task<double> ShardsOfAsync(ServiceProcess worker) => MetricAsync(worker, "aiops_detection_shards");

    private static async Task<double> MetricAsync(ServiceProcess worker, string name)
    {
        string[] lines;
        try
        {
            lines = (await worker.Client.GetStringAsync("/metrics")).Split('\n');
        }
        catch (HttpRequestException failure)
        {
            throw new InvalidOperationException(worker.Output, failure);
        }
        catch (TaskCanceledException)
        {
            return double.NaN; // a busy machine: whoever waits asks again
        }

        return lines.Where(line => line.StartsWith(name, StringComparison.Ordinal) && line[name.Length] is ' ' or '{').Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    private static async Task SignalAsync(ServiceProcess process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Pid}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Sends a sample of each service again and again, each until it is confirmed; returns what was.</summary>
    private static async Task<List<(string Service, long AtMs)>> SendAsync(ServiceProcess front, CancellationToken stopped)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{front.HttpPort}"), Timeout = TimeSpan.FromSeconds(15) };
        var confirmed = new List<(string, long)>();
        while (!stopped.IsCancellationRequested)
        {
            var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            using var content = new StringContent(Request(now), Encoding.UTF8, "application/json");
            try
            {
                using var answer = await client.PostAsync("/v1/metrics", content, CancellationToken.None);
                if (answer.IsSuccessStatusCode)
                {
                    confirmed.AddRange(Enumerable.Range(0, Services).Select(service => ($"service:load/s{service}", now)));
                }
            }
            catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
            {
                // not confirmed
            }

            await Task.Delay(100, CancellationToken.None);
        }

        return confirmed;
    }

    private static string Request(long atMs) => JsonSerializer.Serialize(new
    {
        resourceMetrics = Enumerable.Range(0, Services).Select(service => new
        {
            resource = new { attributes = new[] { Attribute("service.namespace", "load"), Attribute("service.name", $"s{service}"), Attribute("service.instance.id", $"s{service}-1") } },
            scopeMetrics = new[]
            {
                new { metrics = new[] { new { name = "queue.length", gauge = new { dataPoints = new[] { new { timeUnixNano = $"{atMs}000000", asDouble = (double)(atMs % 1000) } } } } } },
            },
        }),
    });

    private static object Attribute(string name, string text) => new { key = name, value = new { stringValue = text } };

    private async Task AllServicesAsync(Func<Dictionary<string, HashSet<long>>, bool> holds, string what) => await ServiceProcess.UntilAsync(what, Patience, async () =>
    {
        await using var history = new TelemetryHistory(new HistoryOptions { Folder = _history, MaintainEvery = TimeSpan.Zero }, TimeProvider.System, NullLogger<TelemetryHistory>.Instance);
        var series = history.FindSeries(null).Where(key => key.Metric == "queue.length").ToList();
        var windows = await history.ReadAsync(series, TimeProvider.System.GetUtcNow().AddHours(-1), TimeProvider.System.GetUtcNow().AddMinutes(1), CancellationToken.None);
        return holds(windows.GroupBy(window => window.Series.Entity.Workload, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.SelectMany(window => window.Times).ToHashSet(), StringComparer.Ordinal));
    });
}
