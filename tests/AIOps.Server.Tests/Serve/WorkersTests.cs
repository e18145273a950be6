using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using AIOps.TestKit;

namespace AIOps.Server.Tests.Serve;

/// <summary>
/// Several processes on one RabbitMQ and one PostgreSQL: the shards are spread over those that live, and what was confirmed to a sender outlives any of them.
/// </summary>
[NonParallelizable]
public sealed class WorkersTests
{
    private const int Shards = 8;
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

    /// <summary>The process that is asked does not detect: each worker answers for its shards.</summary>
    [Test]
    public async Task QuestionsAboutLogTemplates_AreAnsweredByWhoeverHasTheShard()
    {
        await using var front = await ServiceProcess.StartAsync(null, null, ["--roles", "collect,respond,web", .. _shared]);
        await using var first = await WorkerAsync();
        await using var second = await WorkerAsync();
        await ServiceProcess.UntilAsync("both have shards", Patience, async () => (await ShardsOfAsync(first), await ShardsOfAsync(second)) is (> 0, > 0) shares && shares.Item1 + shares.Item2 == Shards);
        await SentLogs.SendAsync(front);

        List<JsonElement> templates = [];
        await ServiceProcess.UntilAsync("the templates of all services are listed", Patience, async () =>
            (templates = await front.ItemsAsync("/api/v1/logs/templates?limit=500")).Select(one => one.GetProperty("workload").GetString()).Distinct(StringComparer.Ordinal).Count() == SentLogs.Services);
        var page = await front.GetAsync("/api/v1/logs/templates?limit=3&offset=4");
        foreach (var worker in new[] { first, second })
        {
            Assert.That(await worker.ItemsAsync("/api/v1/logs/templates?limit=500"), Has.Count.EqualTo(templates.Count), "a worker asks the other one");
        }

        for (var service = 0; service < SentLogs.Services; service++)
        {
            var detail = await front.GetAsync($"/api/v1/logs/templates/1?workload=service:load/s{service}");
            Assert.That(detail.GetProperty("example").GetString(), Is.EqualTo($"Order 1 of service {service} was placed"));
        }

        using var unknown = await front.Client.GetAsync(new Uri("/api/v1/logs/templates/4711?workload=service:load/s1", UriKind.Relative));
        Assert.Multiple(() =>
        {
            Assert.That((page.GetProperty("items").GetArrayLength(), page.GetProperty("total").GetInt32(), page.GetProperty("next").GetInt32()), Is.EqualTo((3, templates.Count, 7)));
            Assert.That(unknown.StatusCode, Is.EqualTo(System.Net.HttpStatusCode.NotFound));
        });
    }

    /// <summary>By SIGKILL, and by SIGSTOP with a later SIGCONT, of a worker in the middle of the load.</summary>
    [Test]
    public async Task LostWorker_LosesNothingThatWasConfirmed([ValueSource(nameof(Losses))] string signal)
    {
        await using var front = await ServiceProcess.StartAsync(null, null, ["--roles", "collect,respond,web", .. _shared]);
        await using var first = await WorkerAsync();
        await using var second = await WorkerAsync();
        await HasAsync(second, shards => shards is > 0 and < Shards, "both workers have shards");
        using var stop = new CancellationTokenSource();
        var load = new ConfirmedLoad(_history);
        var sending = load.SendAsync(front, stop.Token);
        await load.EveryServiceArrivesAsync();

        var lost = TimeProvider.System.GetTimestamp();
        await SignalAsync(second, signal);
        await HasAsync(first, shards => shards == Shards, "the survivor has every shard");
        TestContext.Out.WriteLine($"{signal}: the survivor has every shard after {TimeProvider.System.GetElapsedTime(lost).TotalSeconds:0.0} s");
        await load.NewOnesArriveAsync();
        TestContext.Out.WriteLine($"{signal}: new samples of every service arrive after {TimeProvider.System.GetElapsedTime(lost).TotalSeconds:0.0} s");
        if (signal == "STOP")
        {
            await SignalAsync(second, "CONT");
            await HasAsync(second, shards => shards is > 0 and < Shards, "the one that was away has its share again");
            await ServiceProcess.UntilAsync("the shares add up", Patience, async () => await ShardsOfAsync(first) + await ShardsOfAsync(second) == Shards);
        }

        await stop.CancelAsync();
        await sending;
        await load.AllAreStoredAsync();
        await ServiceProcess.UntilAsync("nothing is in an error queue", Patience, async () => await MetricAsync(first, "aiops_bus_poison_total") == 0);
        Assert.Multiple(() =>
        {
            Assert.That(load.Confirmed, Is.GreaterThan(10 * ConfirmedLoad.Services));
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
        using var stop = new CancellationTokenSource();
        var load = new ConfirmedLoad(_history);
        var sending = load.SendAsync(front, stop.Token);
        await load.EveryServiceArrivesAsync();

        await (server == "rabbitmq" ? _rabbit.KillAsync() : _postgres.KillAsync());
        await Task.Delay(TimeSpan.FromSeconds(3));
        await (server == "rabbitmq" ? _rabbit.StartAgainAsync() : _postgres.StartAgainAsync());
        await load.NewOnesArriveAsync();
        await stop.CancelAsync();
        await sending;
        await load.AllAreStoredAsync();
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
}
