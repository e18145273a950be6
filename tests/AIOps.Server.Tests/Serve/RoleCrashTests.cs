using System.Text.Json;
using AIOps.TestKit;

namespace AIOps.Server.Tests.Serve;

/// <summary>
/// Each role is killed with kill -9 at each state of the loop, on SQLite (where one process has all roles) and on PostgreSQL with RabbitMQ (a process for each role), with one and with
/// two nodes: what was confirmed is stored, no incident, run or audit entry is lost or doubled, the step that is not idempotent runs once, and the loop ends.
/// With one node the dead process is started again; with two nobody helps. AIOPS_TEST_FULL=1 runs all cases, else a sample.
/// </summary>
[NonParallelizable]
public sealed class RoleCrashTests
{
    private const int Shards = 4;
    private static readonly string[] Roles = ["collect", "detect", "respond", "web"];
    private static readonly string[] States = ["streaming", "planned", "running", "verifying", "succeeded"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private RabbitServer _rabbit = null!;
    private PostgresServer _postgres = null!;

    private static IEnumerable<TestCaseData> Cases()
    {
        var full = Environment.GetEnvironmentVariable("AIOPS_TEST_FULL") is { Length: > 0 };
        var all = States.Select(state => ("sqlite", "all", state, 1))
            .Concat(from nodes in new[] { 1, 2 } from role in Roles from state in States select ("postgresql", role, state, nodes)).ToList();
        // the quick sample is the one that lost something while this was built
        var chosen = full ? all : [("postgresql", "respond", "planned", 2)];
        return chosen.Select(one => new TestCaseData(one.Item1, one.Item2, one.Item3, one.Item4).SetArgDisplayNames(one.Item1, one.Item2, one.Item3, $"{one.Item4}"));
    }

    [OneTimeSetUp]
    public async Task StartServersAsync() => (_rabbit, _postgres) = (await RabbitServer.StartAsync(), await PostgresServer.StartAsync());

    [OneTimeTearDown]
    public async Task StopServersAsync()
    {
        await _rabbit.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    [TestCaseSource(nameof(Cases))]
    public async Task KilledRole_LosesNothingAndRepeatsNothing(string database, string role, string state, int nodes)
    {
        using var runbooks = await SlowRunbook.WriteAsync();
        await using var watched = await WatchedProcess.StartAsync();
        var shared = Directory.CreateTempSubdirectory("aiops-shared-").FullName;
        var history = Path.Combine(shared, "history");
        string[] settings =
        [
            "--catalogue", watched.Catalogue, "--set", $"Remediation:RunbookFolder={runbooks.Folder}", "--set", $"History:Folder={history}", "--set", "Correlation:StabilityWindow=00:00:03",
            "--set", "Collectors:Host:Enabled=false", "--set", "Detection:CheckpointEvery=00:00:02",
            .. database == "sqlite" ? [] : new[]
            {
                "--set", "Bus:Transport=rabbitmq", "--set", $"Bus:Address={await _rabbit.CreateHostAsync()}", "--set", $"Bus:Shards={Shards}", "--set", $"Storage:PostgreSql={await _postgres.CreateDatabaseAsync()}",
            },
        ];
        var processes = new List<(string Role, ServiceProcess Process)>();
        try
        {
            for (var node = 0; node < nodes; node++)
            {
                foreach (var one in database == "sqlite" ? ["all"] : Roles)
                {
                    processes.Add((one, await ServiceProcess.StartAsync(null, null, [.. one == "all" ? [] : new[] { "--roles", one }, .. settings])));
                }
            }

            var victim = processes.First(process => process.Role == role).Process;
            var eyes = processes.Last(process => process.Role is "all" or "web").Process;
            await eyes.GrantAsync(SlowRunbook.Id);
            using var stop = new CancellationTokenSource();
            var load = new ConfirmedLoad(history);
            var sending = processes.Where(process => process.Role is "all" or "collect").Select(process => load.SendAsync(process.Process, stop.Token)).ToList();
            await load.EveryServiceArrivesAsync();

            if (state == "streaming")
            {
                await victim.KillAsync();
                await watched.SignalAsync("-KILL");
            }
            else
            {
                await watched.SignalAsync("-KILL");
                await ServiceProcess.UntilAsync($"a run is {state}", Patience, async () =>
                    (await RunsAsync(eyes)).Exists(run => state == "planned" || (run.GetProperty("state").GetString() == state && watched.Steps().Length > 0)));
                await victim.KillAsync();
            }

            var audited = state == "streaming" || victim == eyes ? 0 : (await AskAsync(eyes, "/api/v1/audit?limit=200")).Count;
            if (nodes == 1)
            {
                await victim.StartAgainAsync();
            }

            List<JsonElement> runs = [];
            await ServiceProcess.UntilAsync("a run acted, and every run is over", Patience, async () => (runs = await RunsAsync(eyes)).Exists(HasActed) && runs.TrueForAll(run => run.GetProperty("isOver").GetBoolean()));
            await load.NewOnesArriveAsync();
            await stop.CancelAsync();
            await Task.WhenAll(sending);
            await load.AllAreStoredAsync();
            var incidents = (await AskAsync(eyes, "/api/v1/incidents?limit=50")).FindAll(incident => incident.GetProperty("service").GetString() == "service:shop/payments");
            var acted = runs.FindAll(HasActed);
            var audit = await AskAsync(eyes, "/api/v1/audit?limit=200");
            Assert.Multiple(() =>
            {
                Assert.That(watched.Steps().Count(line => line == "begin"), Is.EqualTo(1), "the step is not idempotent, and somebody must do it");
                Assert.That(incidents, Has.Count.EqualTo(1), string.Join("; ", incidents.Select(incident => incident.GetRawText())));
                Assert.That(acted, Has.Count.EqualTo(1), string.Join("; ", runs.Select(run => run.GetRawText())));
                Assert.That(acted[0].GetProperty("incidentId").GetString(), Is.EqualTo(incidents[0].GetProperty("id").GetString()));
                Assert.That(audit, Has.Count.GreaterThanOrEqualTo(audited));
                Assert.That(processes.Select(process => process.Process.Output), Has.None.Contain("Unhandled exception"));
            });
            TestContext.Out.WriteLine($"{database}, {role}, {state}, {nodes}: run {acted[0].GetProperty("state").GetString()}, incident {incidents[0].GetProperty("state").GetString()}, {load.Confirmed} confirmed samples stored");
        }
        finally
        {
            foreach (var (_, process) in processes)
            {
                await process.DisposeAsync();
            }

            Directory.Delete(shared, recursive: true);
        }
    }

    private static bool HasActed(JsonElement run) => run.TryGetProperty("startedAt", out var started) && started.ValueKind == JsonValueKind.String;

    private static Task<List<JsonElement>> RunsAsync(ServiceProcess eyes) => AskAsync(eyes, "/api/v1/runs");

    // a process that starts again, or a busy machine, answers later
    private static async Task<List<JsonElement>> AskAsync(ServiceProcess eyes, string path)
    {
        List<JsonElement> items = [];
        await ServiceProcess.UntilAsync($"{path} is answered", Patience, async () =>
        {
            try
            {
                items = await eyes.ItemsAsync(path);
                return true;
            }
            catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
            {
                return false;
            }
        });
        return items;
    }
}
