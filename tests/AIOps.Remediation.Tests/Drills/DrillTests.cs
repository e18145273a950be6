using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Runs;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;
using AIOps.Remediation.Safeguards;
using AIOps.Remediation.Tests.Engine;

[assembly: LevelOfParallelism(4)]
[assembly: Parallelizable(ParallelScope.Fixtures)]

namespace AIOps.Remediation.Tests.Drills;

/// <summary>
/// Shipped runbooks on real processes, as they are shipped but for their waiting times. AIOPS_TEST_FULL=1 runs all cases ten times and writes a table
/// to the folder that AIOPS_TEST_RESULTS names.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed partial class DrillTests
{
    private static readonly Dictionary<string, Func<Drill>> Drills = new(StringComparer.Ordinal)
    {
        ["restart-service: nginx hangs"] = () => new RestartServiceDrill(hangs: true),
        ["restart-service: nginx's master is killed"] = () => new RestartServiceDrill(hangs: false),
        ["restart-unit: systemd gave nginx up"] = () => new RestartUnitDrill(hangs: false),
        ["restart-unit: nginx hangs under systemd"] = () => new RestartUnitDrill(hangs: true),
        ["restart-container: a container's process is killed"] = () => new RestartContainerDrill(hangs: false),
        ["restart-container: a container hangs"] = () => new RestartContainerDrill(hangs: true),
        ["restart-worker: a worker stalls"] = () => new RestartWorkerDrill(),
        ["recycle-process: a process leaks"] = () => new RecycleProcessDrill(),
        ["restart-runaway: a job loops without end"] = () => new RestartRunawayDrill(),
        ["rollback-config: nginx fails since a change"] = () => new RollbackConfigDrill(),
        ["rollback-release: nginx behind a stand-in for kubectl"] = () => new RollbackReleaseDrill(),
        ["clear-disk: a file system is full"] = () => new ClearDiskDrill(),
        ["flush-cache: Redis holds poison"] = () => new FlushCacheDrill(),
        ["kill-runaway-query: a query blocks PostgreSQL"] = () => new KillRunawayQueryDrill(),
        ["failover-replica: a PostgreSQL primary dies"] = () => new FailoverReplicaDrill(),
        ["renew-certificate: nginx's certificate runs out"] = () => new RenewCertificateDrill(),
        ["scale-out: all workers are taken"] = () => new ScaleOutDrill(),
        ["collect-diagnostics: nobody knows what it is"] = () => new CollectDiagnosticsDrill(),
    };

    private static readonly ConcurrentDictionary<(string Drill, string Case), int> Passed = [];
    private static readonly string[] Cases = [nameof(Fault_IsRepairedAndTheVerdictIsRight), nameof(CauseThatStays_IsSaidSoAndEndsTheRuns), nameof(WrongTarget_IsRefusedAndNotTouched)];

    private static bool Full => Environment.GetEnvironmentVariable("AIOPS_TEST_FULL") == "1";

    private static int Repetitions => Full ? 10 : 1;

    private static IEnumerable<object[]> All() => Enumerable.Range(1, Repetitions).SelectMany(_ => Drills.Keys, (repetition, drill) => new object[] { drill, repetition });

    // Every fault is repaired; of what must not happen, a sample.
    private static IEnumerable<object[]> Staying() => All().Where((_, index) => Full || index % 4 == 2);

    private static IEnumerable<object[]> Wrong() => All().Where((_, index) => Full || index % 4 == 0);

    [TestCaseSource(nameof(All))]
    public async Task Fault_IsRepairedAndTheVerdictIsRight(string name, int repetition)
    {
        await using var drill = await BrokenAsync(name, forGood: false);
        await using var engine = await EngineAsync(drill, settle: "40s", new SelfIdentity());
        await using var watch = new DrillWatch(drill, engine);
        var run = await RunAsync(drill, engine, watch, repetition);

        Assert.Multiple(async () =>
        {
            Assert.That(run.State, Is.EqualTo(RunState.Succeeded), Story(run));
            Assert.That(run.Verification?.Verdict, Is.EqualTo(drill.OnlyLooks ? Verdict.Inconclusive : Verdict.Fixed), Story(run));
            Assert.That(await drill.HealthyAsync(), Is.EqualTo(!drill.OnlyLooks), Story(run));
            Assert.That(await drill.SideEffectAsync(), Is.Null, Story(run));
        });
    }

    [TestCaseSource(nameof(Staying))]
    public async Task CauseThatStays_IsSaidSoAndEndsTheRuns(string name, int repetition)
    {
        await using var drill = await BrokenAsync(name, forGood: true);
        await using var engine = await EngineAsync(drill, settle: "2s", new SelfIdentity());
        await using var watch = new DrillWatch(drill, engine);
        var acted = new List<Run>();
        Run last;
        do
        {
            last = await RunAsync(drill, engine, watch, (repetition * 10) + acted.Count);
            if (last.StartedAt is not null)
            {
                acted.Add(last);
            }
        }
        while (last.StartedAt is not null && acted.Count < 4 && !drill.OnlyLooks);

        Assert.Multiple(async () =>
        {
            Assert.That(acted[0].State, Is.EqualTo(drill.OnlyLooks ? RunState.Succeeded : RunState.Ineffective), Story(acted[0]));
            Assert.That(acted[0].Verification?.Verdict, Is.EqualTo(drill.OnlyLooks ? Verdict.Inconclusive : Verdict.NoEffect), Story(acted[0]));

            // A later run may find that there is nothing left to do, as for a certificate that is new already.
            Assert.That(acted.Skip(1).Select(run => run.State), Is.All.AnyOf(RunState.Ineffective, RunState.Failed), Story(acted[^1]));

            // Two failures to help, or the budget: whichever comes first, a human must look.
            Assert.That(acted, Has.Count.InRange(1, 2), Story(last));
            Assert.That(last.StartedAt is null || drill.OnlyLooks, Is.True, Story(last));
            Assert.That(last.State, Is.AnyOf(RunState.AwaitingApproval, RunState.Skipped, RunState.Succeeded), Story(last));
            Assert.That(await drill.TracesAsync(), Is.Null, Story(acted[^1]));
        });
    }

    [TestCaseSource(nameof(Wrong))]
    public async Task WrongTarget_IsRefusedAndNotTouched(string name, int repetition)
    {
        await using var drill = await BrokenAsync(name, forGood: false);
        var (self, refusal) = await drill.PlantAsync();
        await using var engine = await EngineAsync(drill, settle: "2s", self);
        await using var watch = new DrillWatch(drill, engine);

        // First somebody whom the catalogue does not know.
        var stranger = Symptom(drill, $"INC-0{repetition}", drill.OfService ? "service:drill/stranger" : $"{Drill.Workload}@stranger");
        var considered = await engine.TellAsync(stranger);
        var (_, unknown) = await engine.Engine.PlanAsync(drill.Runbook, stranger.Id, null, CancellationToken.None);
        var story = await RefusedAsync(drill, engine, watch, repetition);

        Assert.Multiple(async () =>
        {
            Assert.That(considered.Where(run => run.StartedAt is not null), Is.Empty);
            Assert.That(unknown?.Code, Is.EqualTo(drill.OfService ? "unknown-target" : "no-target"));
            Assert.That(story, Does.Contain(refusal));
            Assert.That(await drill.HealthyAsync(), Is.False, "the fault is as it was");
            Assert.That(File.Exists(Path.Combine(drill.Folder, "bystander.pid")) && !Directory.Exists($"/proc/{(await File.ReadAllTextAsync(Path.Combine(drill.Folder, "bystander.pid"))).Trim()}"), Is.False, "the bystander is dead");
        });
    }

    [TearDown]
    public void Count()
    {
        if (TestContext.CurrentContext.Result.Outcome.Status == NUnit.Framework.Interfaces.TestStatus.Passed)
        {
            Passed.AddOrUpdate(((string)TestContext.CurrentContext.Test.Arguments[0]!, TestContext.CurrentContext.Test.MethodName!), 1, (_, count) => count + 1);
        }
    }

    [OneTimeTearDown]
    public async Task Tell()
    {
        if (Environment.GetEnvironmentVariable("AIOPS_TEST_RESULTS") is not { Length: > 0 } folder)
        {
            return;
        }

        var table = new StringBuilder("| runbook and fault | repaired, verdict right | cause stays: said so, stopped | wrong target: refused |\n|---|---|---|---|\n");
        foreach (var name in Drills.Keys)
        {
            table.Append(CultureInfo.InvariantCulture, $"| {name} |").AppendJoin("", Cases.Select(one => $" {Passed.GetValueOrDefault((name, one))} of {Repetitions} |")).Append('\n');
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "remediation-drills.md"), table.ToString());
    }

    private static async Task<Drill> BrokenAsync(string name, bool forGood)
    {
        var drill = Drills[name]();
        await drill.StartAsync();
        await (forGood ? drill.BreakForGoodAsync() : drill.BreakAsync());
        return drill;
    }

    private static async Task<EngineUnderTest> EngineAsync(Drill drill, string settle, SelfIdentity self)
    {
        var folder = Directory.CreateTempSubdirectory("aiops-remedy-").FullName;
        var engine = await EngineUnderTest.StartAsync(new TestCatalogue(drill.Service()), Shortened(drill.Runbook, Path.Combine(folder, "runbooks"), settle), folder, self);
        engine.Options.InheritedEnvironment.Add("DOCKER_HOST");
        engine.Services.Shelf.Refresh();
        await engine.GrantAsync(drill.Runbook, TrustLevel.Auto, engine.Services.Shelf.Runbooks.Single().Version.ToString());
        if (drill.AfterDeploy)
        {
            var change = new ChangeEvent { Id = "c-1", Entity = EntityId.Parse(Drill.Workload), Kind = "deploy", ReceivedAt = TimeProvider.System.GetUtcNow(), At = TimeProvider.System.GetUtcNow().AddMinutes(-5), Version = "2" };
            await engine.Store.CommitAsync(new StoreCommit { Events = [new NewEvent("change/c-1", EventTypes.ChangeObserved, AIOpsJson.Write(change))] }, CancellationToken.None);
            await engine.PumpAsync();
        }

        engine.Dispatch();
        return engine;
    }

    // A refusal that says "not my kind of target" leaves no run; the dry run tells it.
    private static async Task<string> RefusedAsync(Drill drill, EngineUnderTest engine, DrillWatch watch, int number)
    {
        var run = await TryRunAsync(drill, engine, watch, number);
        if (run is null)
        {
            return (await engine.Engine.PlanAsync(drill.Runbook, $"INC-{number}", null, CancellationToken.None)).Refusal?.ToString() ?? "nothing was refused";
        }

        Assert.That(run.State, Is.AnyOf(RunState.Skipped, RunState.Failed), Story(run));
        return Story(run);
    }

    private static async Task<Run> RunAsync(Drill drill, EngineUnderTest engine, DrillWatch watch, int number) =>
        await TryRunAsync(drill, engine, watch, number) ?? throw new InvalidOperationException($"{drill.Runbook} was not considered");

    // One incident, from its detection to the end of what was decided.
    private static async Task<Run?> TryRunAsync(Drill drill, EngineUnderTest engine, DrillWatch watch, int number)
    {
        await watch.UntilProbeSaysAsync(await drill.AnswersAsync());
        var incident = Symptom(drill, $"INC-{number}", drill.Entity);
        watch.Watch(incident);
        await Task.Delay(TimeSpan.FromSeconds(1.1));
        if (await engine.TellAsync(incident) is not [.., var run])
        {
            return null;
        }

        if (run.State == RunState.AwaitingApproval && drill.Runbook == "failover-replica")
        {
            await engine.CommandAsync(new RunCommand(run.Id, RunAction.Approve, "ann", TimeProvider.System.GetUtcNow()) { PlanHash = run.Plan!.Hash });
        }
        else if (run.State == RunState.AwaitingApproval)
        {
            return run;
        }

        return await engine.WaitAsync(run.Id, seconds: 240);
    }

    private static Incident Symptom(Drill drill, string id, string culprit)
    {
        var incident = Some.Incident(id, culprit, drill.Fault, drill.OfService ? null : Drill.Member, drill.Signal);
        return incident with
        {
            Signals = [.. incident.Signals.Select(signal => signal with { Anomaly = signal.Anomaly with { Kind = drill.Fault.Length > 0 ? AnomalyKind.Alert : drill.Kind, Direction = AnomalyDirection.Up } })],
        };
    }

    private static string Story(Run run) => $"{run.State} {run.Reason} | {string.Join("; ", run.Verification?.Arithmetic ?? [])} | {string.Join("; ", run.Steps.Select(step => $"{step.Id} {step.State} {step.Error} {step.Output}"))}";

    private static string Shortened(string runbook, string target, string settle)
    {
        foreach (var name in new[] { runbook, "common" })
        {
            Directory.CreateDirectory(Path.Combine(target, name));
            foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "runbooks", name)))
            {
                var text = File.ReadAllText(file);
                File.WriteAllText(Path.Combine(target, name, Path.GetFileName(file)), file.EndsWith("v1.yaml", StringComparison.Ordinal) ? Times().Replace(text, match => $"{match.Groups["name"].Value}: {(match.Groups["name"].Value == "settle" ? settle : "1s")}") : text);
            }
        }

        return target;
    }

    [GeneratedRegex(@"\b(?<name>settle|window|cooldown_per_target|for): \d+[smhd]", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Times();
}
