using AIOps.Contracts.Catalogue;
using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Runs;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;
using AIOps.Remediation.Engine;
using AIOps.Remediation.Guarding;
using AIOps.Remediation.Safeguards;
using AIOps.Remediation.Trust;
using Microsoft.Extensions.Logging.Abstractions;

namespace AIOps.Remediation.Tests.Engine;

/// <summary>Runs from lease to end on a real store with real guards.</summary>
public sealed class RunTests
{
    private const string Target = Some.Workload + "@orders-1";

    private static string Yaml(string steps, string window = "1s", string extra = "") => Some.Trial(steps, window: window, extra: extra);

    [Test]
    public async Task StepThatFails_UndoesWhatCameBeforeInReverse()
    {
        await using var engine = await StartAsync(Yaml("""
              - { id: one, uses: exec, with: { script: do.sh, args: [one, "${target.attributes.trace}"] }, timeout: 10s, undo: { uses: exec, with: { script: do.sh, args: [undo-one, "${target.attributes.trace}"] } } }
              - { id: two, uses: exec, with: { script: do.sh, args: [two, "${target.attributes.trace}"] }, timeout: 10s, undo: { uses: exec, with: { script: do.sh, args: [undo-two, "${target.attributes.trace}"] } } }
              - { id: three, uses: exec, with: { script: do.sh, args: [fail, "${target.attributes.trace}"] }, timeout: 10s }
            """));
        engine.Dispatch();

        var run = await engine.WaitAsync((await engine.TellAsync(Some.Incident()))[^1].Id);

        Assert.Multiple(async () =>
        {
            Assert.That(run.State, Is.EqualTo(RunState.RolledBack));
            Assert.That(await File.ReadAllLinesAsync(Trace(engine)), Is.EqualTo(new[] { "one", "two", "fail", "undo-two", "undo-one" }));
            Assert.That((await engine.AskedAsync())[^1], Is.EqualTo(IncidentAction.MitigationFailed));
        });
    }

    [Test]
    public async Task RepairWithoutEffect_IsSaidSoAndNotRepeated()
    {
        await using var engine = await StartAsync(Yaml("  - { id: one, uses: exec, with: { script: do.sh, args: [one, \"${target.attributes.trace}\"] }, timeout: 10s }"));
        engine.Dispatch();

        var run = await engine.WaitAsync((await engine.TellAsync(Some.Incident()))[^1].Id);
        var again = await engine.TellAsync(Some.Incident());

        Assert.Multiple(async () =>
        {
            Assert.That(run.State, Is.EqualTo(RunState.Ineffective));
            Assert.That(run.Verification!.Arithmetic, Is.Not.Empty);
            Assert.That((await engine.AskedAsync())[^1], Is.EqualTo(IncidentAction.VerificationFailed));
            Assert.That(again.Count(one => one.StartedAt is not null), Is.EqualTo(1));
            Assert.That(await File.ReadAllLinesAsync(Trace(engine)), Has.Length.EqualTo(1));
        });
    }

    [Test]
    public async Task KillSwitch_StopsAStepInTheMiddleWithItsTree()
    {
        await using var engine = await StartAsync(Yaml("  - { id: one, uses: exec, with: { script: long.sh, args: [\"${target.attributes.trace}\"] }, timeout: 50s }"));
        engine.Dispatch();
        var id = (await engine.TellAsync(Some.Incident()))[^1].Id;
        await engine.WaitAsync(id, _ => File.Exists(Trace(engine)));

        var pulled = new KillSwitch(KillSwitch.Global, "ann", "stop it", TimeProvider.System.GetUtcNow());
        await engine.Store.CommitAsync(new StoreCommit { Documents = [new DocumentWrite(DocumentKind.Setting, pulled.Id, DocumentWrite.AnyVersion, KillSwitch.State, "", 0, AIOpsJson.Write(pulled))] }, CancellationToken.None);
        var run = await engine.WaitAsync(id);

        Assert.Multiple(() =>
        {
            Assert.That(run.State, Is.EqualTo(RunState.Cancelled));
            Assert.That(run.Reason, Does.Contain("ann"));
            Assert.That(ProcessIdentity.Of(int.Parse(File.ReadAllText(Trace(engine)))) is { IsAlive: true }, Is.False);
        });
    }

    [Test]
    public async Task Approval_IsBoundToThePlan()
    {
        await using var engine = await StartAsync(Yaml("  - { id: one, uses: exec, with: { script: fix.sh, args: [\"${target.attributes.trace}\"] }, timeout: 10s }"), TrustLevel.Approve);
        engine.Dispatch();
        var run = (await engine.TellAsync(Some.Incident()))[^1];
        Assert.That(run.State, Is.EqualTo(RunState.AwaitingApproval));

        await engine.CommandAsync(new RunCommand(run.Id, RunAction.Approve, "ann", TimeProvider.System.GetUtcNow()) { PlanHash = "another" });
        Assert.That((await engine.WaitAsync(run.Id)).State, Is.EqualTo(RunState.Expired));

        var second = (await engine.TellAsync(Some.Incident()))[^1];
        await engine.CommandAsync(new RunCommand(second.Id, RunAction.Approve, "ann", TimeProvider.System.GetUtcNow()) { PlanHash = second.Plan!.Hash });
        second = await engine.WaitAsync(second.Id);
        Assert.Multiple(() =>
        {
            Assert.That(second.State, Is.EqualTo(RunState.Succeeded), second.Reason);
            Assert.That(second.Approval!.Actor, Is.EqualTo("ann"));
        });
    }

    [Test]
    public async Task Approval_IsVoidWhenTheWorldChanged()
    {
        await using var engine = await StartAsync(Yaml("  - { id: one, uses: exec, with: { script: fix.sh, args: [\"${target.attributes.trace}\"] }, timeout: 10s }"), TrustLevel.Approve);
        var run = (await engine.TellAsync(Some.Incident()))[^1];
        engine.Catalogue.Services = [Some.Service(members: ("orders-1", [("trace", "/tmp/elsewhere")]))];

        await engine.CommandAsync(new RunCommand(run.Id, RunAction.Approve, "ann", TimeProvider.System.GetUtcNow()) { PlanHash = run.Plan!.Hash });

        run = await engine.WaitAsync(run.Id);
        Assert.That(run.State, Is.EqualTo(RunState.Expired));
        Assert.That(run.Reason, Does.Contain("world changed"));
    }

    [TestCase("hung", .4, false, Description = "others are late too: it may only wait")]
    [TestCase("hung", .001, true)]
    [TestCase("down", .4, true, Description = "what is gone waits for nothing")]
    public async Task WhatHangs_IsNotRestartedByItself_WhileWhatDoesNotNeedItIsLateToo(string fault, double lately, bool acts)
    {
        await using var engine = await StartAsync(Yaml("  - { id: one, uses: exec, with: { script: fix.sh, args: [\"${target.attributes.trace}\"] }, timeout: 10s }").Replace("kind == 'down'", "kind in ['down', 'hung']", StringComparison.Ordinal));
        ProbeEntry[] probes = [new ProbeEntry { Name = "health", Kind = "http", Address = "http://127.0.0.1:1/" }];
        // the gateway needs what hangs: it is no witness
        ServiceEntry[] others = [.. new[] { "ads", "mail" }.Select(name => new ServiceEntry { Workload = $"service:shop/{name}", Probes = probes }), new ServiceEntry { Workload = "service:shop/gateway", DependsOn = [Some.Workload], Probes = probes }];
        engine.Catalogue.Services = [.. engine.Catalogue.Services, .. others];
        var now = TimeProvider.System.GetUtcNow();
        foreach (var other in others)
        {
            var took = other.DependsOn.Count > 0 ? .001 : lately;
            engine.Signals.Series[$"{other.Workload} probe.duration"] = [.. Enumerable.Range(1, 120).Select(second => KeyValuePair.Create(now.AddSeconds(second - 120), second > 80 ? took : .001))];
        }

        engine.Signals.Probes[Target] = () => false;
        var run = (await engine.TellAsync(Some.Incident(fault: fault)))[^1];
        Assert.That(run.State, Is.EqualTo(acts ? RunState.Queued : RunState.Skipped), run.Reason);
        Assert.That(run.Reason, acts ? Is.Null : Does.Contain("2 of 2 other services answer their probes late too"));
    }

    [Test]
    public async Task ProcessThatIsStarting_IsLeftToIt_AndRepairedWhenItHadItsTime()
    {
        await using var engine = await StartAsync(Yaml("  - { id: one, uses: exec, with: { script: fix.sh, args: [\"${target.attributes.trace}\"] }, timeout: 10s }", extra: "preconditions: [ { not_starting: \"${target.attributes.pidfile}\", within: 4s } ]"));
        using var starting = System.Diagnostics.Process.Start("sleep", "300");
        var pidFile = Trace(engine) + ".pid";
        await File.WriteAllTextAsync(pidFile, $"{starting.Id}\n");
        engine.Catalogue.Services = [Some.Service(members: ("orders-1", [("trace", Trace(engine)), ("pidfile", pidFile)]))];
        engine.Dispatch();

        var first = (await engine.TellAsync(Some.Incident()))[^1];
        Assert.That(first.State, Is.EqualTo(RunState.Skipped));
        Assert.That(first.Reason, Does.Contain("may still be starting"));

        while ((await engine.RunsAsync()).Count == 1)
        {
            await Task.Delay(200);
            await engine.Engine.TickAsync(null, CancellationToken.None);
        }

        var run = await engine.WaitAsync((await engine.RunsAsync())[^1].Id);
        starting.Kill();
        Assert.That(run.State, Is.EqualTo(RunState.Succeeded), run.Reason);
    }

    /// <summary>A deployment stops the process, and a machine that is short of time leaves it away for seconds: it is not restarted in the middle.</summary>
    [Test]
    public async Task ProcessThatIsGoneWhileItIsDeployed_IsLeftToTheDeployment_AndRepairedWhenItHadItsTime()
    {
        await using var engine = await StartAsync(Yaml("  - { id: one, uses: exec, with: { script: fix.sh, args: [\"${target.attributes.trace}\"] }, timeout: 10s }", extra: "preconditions: [ { not_starting: \"${target.attributes.pidfile}\", within: 4s } ]"));
        engine.Catalogue.Services = [Some.Service(members: ("orders-1", [("trace", Trace(engine)), ("pidfile", Trace(engine) + ".gone")]))];
        engine.Dispatch();
        var now = TimeProvider.System.GetUtcNow();
        var change = new ChangeEvent { Id = "c-1", Entity = new EntityId(Some.Workload), Kind = "deploy", Version = "2", At = now, ReceivedAt = now };
        await engine.Store.CommitAsync(new StoreCommit { Events = [new NewEvent("change/c-1", EventTypes.ChangeObserved, AIOpsJson.Write(change))] }, CancellationToken.None);
        await engine.PumpAsync();

        var first = (await engine.TellAsync(Some.Incident()))[^1];
        Assert.That(first.State, Is.EqualTo(RunState.Skipped));
        Assert.That(first.Reason, Does.Contain("deploy 2 was announced"));

        while ((await engine.RunsAsync()).Count == 1)
        {
            await Task.Delay(200);
            await engine.Engine.TickAsync(null, CancellationToken.None);
        }

        var run = await engine.WaitAsync((await engine.RunsAsync())[^1].Id);
        Assert.That(run.State, Is.EqualTo(RunState.Succeeded), run.Reason);
    }

    [TestCase(true, RunState.Succeeded)]
    [TestCase(false, RunState.Expired)]
    public async Task AutomaticRunWhoseWorldChanged_WaitsAMomentForItToComeBack(bool comesBack, RunState expected)
    {
        await using var engine = await StartAsync(Yaml("  - { id: one, uses: exec, with: { script: fix.sh, args: [\"${target.attributes.trace}\"] }, timeout: 10s }"));
        var planned = engine.Catalogue.Services;
        var run = (await engine.TellAsync(Some.Incident()))[^1];
        engine.Catalogue.Services = [Some.Service(members: ("orders-1", [("trace", "/tmp/elsewhere")]))];
        engine.Dispatch();
        if (comesBack)
        {
            await Task.Delay(200);
            Assert.That((await engine.RunsAsync())[^1].State, Is.EqualTo(RunState.Queued), "another node's probes may be a moment behind");
            engine.Catalogue.Services = planned;
        }

        run = await engine.WaitAsync(run.Id);
        Assert.That(run.State, Is.EqualTo(expected), run.Reason);
    }

    [TestCase(false, RunState.Failed)]
    [TestCase(true, RunState.Succeeded)]
    public async Task DeadNodesDispatchedStep_IsRepeatedOnlyWhenIdempotent(bool idempotent, RunState expected)
    {
        await using var engine = await StartAsync(Yaml($"  - {{ id: one, uses: exec, with: {{ script: fix.sh, args: [\"${{target.attributes.trace}}\"] }}, timeout: 10s, idempotent: {(idempotent ? "true" : "false")} }}"));
        var run = (await engine.TellAsync(Some.Incident()))[^1];

        // What a node leaves that died between the dispatch and its outcome: its lease, and an orphan of its guard.
        using var orphan = System.Diagnostics.Process.Start("setsid", "sleep 300");
        var guard = ProcessIdentity.Of(orphan.Id)!.Value;
        var dead = new NodeOwner(NodeOwner.ThisMachine, new ProcessIdentity(4_000_000, 1), "dead").ToString();
        var lease = await engine.Store.TryAcquireLeaseAsync($"target/{run.Service}", dead, TimeSpan.FromMinutes(5), CancellationToken.None);
        var left = run with { State = RunState.Running, Owner = dead, FencingToken = lease!.Token, StartedAt = TimeProvider.System.GetUtcNow(), Steps = [run.Steps[0] with { State = StepState.Dispatched, Attempts = 1, GuardProcess = guard.ToString() }] };
        await engine.Store.CommitAsync(new StoreCommit { Documents = [RunDocument.Write(left)] }, CancellationToken.None);

        engine.Dispatch();
        run = await engine.WaitAsync(run.Id);

        Assert.Multiple(async () =>
        {
            Assert.That(run.State, Is.EqualTo(expected), run.Reason);
            Assert.That(orphan.WaitForExit(5000), Is.True, "the orphan is dead before the lease is free");
            Assert.That(File.Exists(Trace(engine)), Is.EqualTo(idempotent));
            Assert.That(run.Reason, idempotent ? Does.Contain("Fixed") : Does.StartWith("unknown outcome"));
        });
        Assert.That(await engine.LeasesAreFreeAsync(), Is.True);
    }

    [Test]
    public async Task LivingNodesRun_IsNotTaken()
    {
        await using var engine = await StartAsync(Yaml("  - { id: one, uses: exec, with: { script: fix.sh, args: [\"${target.attributes.trace}\"] }, timeout: 10s, idempotent: true }"));
        var run = (await engine.TellAsync(Some.Incident()))[^1];
        var other = NodeOwner.New().ToString();
        var lease = await engine.Store.TryAcquireLeaseAsync($"target/{run.Service}", other, TimeSpan.FromMinutes(5), CancellationToken.None);
        await engine.Store.CommitAsync(new StoreCommit { Documents = [RunDocument.Write(run with { State = RunState.Running, Owner = other, FencingToken = lease!.Token })] }, CancellationToken.None);

        using var dispatcher = new RunDispatcher(engine.Services, NullLogger<RunDispatcher>.Instance);
        await dispatcher.LookAsync(CancellationToken.None);
        await dispatcher.IdleAsync();

        Assert.That((await engine.RunsAsync())[^1].State, Is.EqualTo(RunState.Running));
    }

    [Test]
    public async Task ChangedFile_LeavesARunInFlightTheVersionItWasPlannedWith()
    {
        await using var engine = await StartAsync(Yaml("""
              - { id: one, uses: exec, with: { script: gate.sh, args: ["${target.attributes.trace}"] }, timeout: 50s }
              - { id: two, uses: exec, with: { script: fix.sh, args: ["${target.attributes.trace}"] }, timeout: 10s }
            """));
        await engine.Engine.LeadAsync(CancellationToken.None);
        engine.Dispatch();
        var run = (await engine.TellAsync(Some.Incident()))[^1];
        await engine.WaitAsync(run.Id, _ => File.Exists(Trace(engine) + ".waits"));

        // Under way, its owner publishes another version whose second step must not be run, and takes the old script away.
        engine.Runbook("trial", Yaml("  - { id: other, uses: exec, with: { script: fix.sh, args: [\"${target.attributes.trace}\"] }, timeout: 10s }").Replace("version: 1.0.0", "version: 2.0.0", StringComparison.Ordinal), ("fix.sh", "#!/bin/sh\necho another >\"$1\"\n"));
        File.Delete(Path.Combine(engine.Runbooks, "trial", "gate.sh"));
        await engine.Engine.TickAsync(null, CancellationToken.None);
        Assert.That(engine.Services.Shelf.Runbooks.Single().Version.ToString(), Is.EqualTo("2.0.0"));
        await File.WriteAllTextAsync(Trace(engine) + ".go", "");
        run = await engine.WaitAsync(run.Id);

        Assert.Multiple(async () =>
        {
            Assert.That(run.State, Is.EqualTo(RunState.Succeeded), run.Reason);
            Assert.That(run.RunbookVersion, Is.EqualTo("1.0.0"));
            Assert.That((await File.ReadAllTextAsync(Trace(engine))).Trim(), Is.EqualTo("fixed"), "the script that was signed ran");
        });
    }

    [Test]
    public async Task ChangedFile_IsNoObstacleForANodeThatCarriesARunOn()
    {
        await using var engine = await StartAsync(Yaml("  - { id: one, uses: exec, with: { script: fix.sh, args: [\"${target.attributes.trace}\"] }, timeout: 10s, idempotent: true }"));
        await engine.Engine.LeadAsync(CancellationToken.None);
        var run = (await engine.TellAsync(Some.Incident()))[^1];
        var dead = new NodeOwner(NodeOwner.ThisMachine, new ProcessIdentity(4_000_000, 1), "dead").ToString();
        await engine.Store.CommitAsync(new StoreCommit { Documents = [RunDocument.Write(run with { State = RunState.Running, Owner = dead, StartedAt = TimeProvider.System.GetUtcNow() })] }, CancellationToken.None);
        Directory.Delete(Path.Combine(engine.Runbooks, "trial"), recursive: true);
        await engine.Engine.TickAsync(null, CancellationToken.None);
        Assert.That(engine.Services.Shelf.Runbooks, Is.Empty);

        engine.Dispatch();
        run = await engine.WaitAsync(run.Id);

        Assert.That(run.State, Is.EqualTo(RunState.Succeeded), run.Reason);
    }

    [Test]
    public async Task SecondRunOfAService_DoesNotTakeTheFirstOnesLease()
    {
        await using var engine = await StartAsync(Yaml("  - { id: one, uses: exec, with: { script: gate.sh, args: [\"${target.attributes.trace}\"] }, timeout: 50s }").Replace("cooldown_per_target: 10m", "cooldown_per_target: 1s", StringComparison.Ordinal), TrustLevel.Approve);
        engine.Services.Options.PageHold = TimeSpan.FromSeconds(1);
        var (first, second) = ((await engine.TellAsync(Some.Incident()))[^1], (await engine.TellAsync(Some.Incident("INC-2")))[^1]);
        engine.Dispatch();
        await ApproveAsync(engine, first);
        await engine.WaitAsync(first.Id, _ => File.Exists(Trace(engine) + ".waits"));
        await ApproveAsync(engine, second);
        await Task.Delay(TimeSpan.FromSeconds(3));
        await File.WriteAllTextAsync(Trace(engine) + ".go", "");
        await File.WriteAllTextAsync(Trace(engine), "fixed\n");

        first = await engine.WaitAsync(first.Id);

        Assert.That(first.State, Is.EqualTo(RunState.Succeeded), first.Reason);
    }

    [Test]
    public async Task Script_RunsAsTheUserWithTheLimitsAndTheEnvironmentThatAreWritten()
    {
        Environment.SetEnvironmentVariable("AIOPS_TEST_UNLISTED", "x");
        await using var engine = await StartAsync(Yaml("  - { id: one, uses: exec, with: { script: who.sh, user: nobody, memory: \"268435456\", workdir: /tmp, env: { LISTED: \"${target.member}\" } }, timeout: 10s }"));
        engine.Dispatch();

        var run = await engine.WaitAsync((await engine.TellAsync(Some.Incident()))[^1].Id);

        Assert.Multiple(() =>
        {
            Assert.That(run.Steps[0].Output, Does.StartWith("nobody\n262144\n/tmp\norders-1\n"), run.Steps[0].Error);
            Assert.That(run.Steps[0].Output, Does.Not.Contain("UNLISTED").And.Contain("AIOPS_RUN"));
        });
    }

    [Test]
    public async Task LongStep_ShowsItsOutputWhileItRuns()
    {
        await using var engine = await StartAsync(Yaml("  - { id: one, uses: exec, with: { script: talk.sh, args: [\"${target.attributes.trace}\"] }, timeout: 50s }"));
        engine.Dispatch();
        var run = (await engine.TellAsync(Some.Incident()))[^1];

        var shown = await engine.WaitAsync(run.Id, now => now.Steps[0].Output.Length > 0);
        await File.WriteAllTextAsync(Trace(engine) + ".go", "");
        run = await engine.WaitAsync(run.Id);

        Assert.Multiple(async () =>
        {
            Assert.That((shown.Steps[0].State, shown.Steps[0].Output), Is.EqualTo((StepState.Dispatched, "under way\n")));
            Assert.That(run.Steps[0].Output, Is.EqualTo("under way\nthere\n"));
            Assert.That((await engine.Store.ReadAuditAsync(0, 1000, CancellationToken.None)).Count(entry => entry.Entry.Action == "run.step.dispatched"), Is.EqualTo(1));
        });
    }

    [Test]
    public async Task RecurringRepair_OpensAProblem()
    {
        await using var engine = await StartAsync(Yaml("  - { id: one, uses: exec, with: { script: fix.sh, args: [\"${target.attributes.trace}\"] }, timeout: 10s }").Replace("cooldown_per_target: 10m", "cooldown_per_target: 1s", StringComparison.Ordinal));
        engine.Options.RecurrenceCount = 2;
        engine.Dispatch();
        for (var n = 1; n <= 2; n++)
        {
            File.Delete(Trace(engine));
            await Task.Delay(TimeSpan.FromSeconds(1.1));
            var run = await engine.WaitAsync((await engine.TellAsync(Some.Incident($"INC-{n}")))[^1].Id);
            Assert.That(run.State, Is.EqualTo(RunState.Succeeded), run.Reason);
        }

        var problems = await engine.Store.QueryAsync(new DocumentQuery(DocumentKind.Problem), CancellationToken.None);
        Assert.That(AIOpsJson.Read<RecurringProblem>(problems[0].Body).RunIds, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task EveryTransition_IsInTheAuditAndTheChainHolds()
    {
        await using var engine = await StartAsync(Yaml("  - { id: one, uses: exec, with: { script: fix.sh, args: [\"${target.attributes.trace}\"] }, timeout: 10s }"));
        engine.Dispatch();
        await engine.WaitAsync((await engine.TellAsync(Some.Incident()))[^1].Id);

        var audit = await engine.Store.ReadAuditAsync(0, 1000, CancellationToken.None);
        Assert.Multiple(() =>
        {
            Assert.That(audit.Select(entry => entry.Entry.Action), Is.SupersetOf(new[] { "trust.granted", "run.planned", "run.running", "run.step.dispatched", "run.step.succeeded", "run.verifying", "run.succeeded" }));
            Assert.That(Storage.Operational.AuditChain.FirstBroken(audit, null), Is.Null);
        });
    }

    private static Task ApproveAsync(EngineUnderTest engine, Run run) =>
        engine.CommandAsync(new RunCommand(run.Id, RunAction.Approve, "ann", TimeProvider.System.GetUtcNow()) { PlanHash = run.Plan!.Hash });

    private static string Trace(EngineUnderTest engine) => Path.Combine(engine.Folder, "trace");

    internal static async Task<EngineUnderTest> StartAsync(string yaml, TrustLevel level = TrustLevel.Auto)
    {
        var folder = Directory.CreateTempSubdirectory("aiops-remedy-").FullName;
        var engine = await EngineUnderTest.StartAsync(new TestCatalogue(Some.Service(members: ("orders-1", [("trace", Path.Combine(folder, "trace"))]))), folder: folder);
        engine.Runbook("trial", yaml,
            ("do.sh", "#!/bin/sh\necho \"$1\" >>\"$2\"\n[ \"$1\" != fail ]\n"),
            ("fix.sh", "#!/bin/sh\necho fixed >\"$1\"\n"),
            ("gate.sh", "#!/bin/sh\ntouch \"$1.waits\"\nwhile [ ! -e \"$1.go\" ]; do sleep 0.05; done\n"),
            ("talk.sh", "#!/bin/sh\necho under way\nwhile [ ! -e \"$1.go\" ]; do sleep 0.05; done\necho there\necho fixed >\"$1\"\n"),
            ("who.sh", "#!/bin/sh\nid -un; ulimit -v; pwd; echo \"$LISTED\"; env | cut -d= -f1\n"),
            ("long.sh", "#!/bin/sh\nsleep 300 &\necho $! >\"$1.new\"; mv \"$1.new\" \"$1\"\nwait\n"));
        engine.Signals.Probes[Target] = () => File.Exists(Path.Combine(folder, "trace")) && File.ReadAllText(Path.Combine(folder, "trace")).StartsWith("fixed", StringComparison.Ordinal);
        await engine.GrantAsync("trial", level);
        return engine;
    }
}
