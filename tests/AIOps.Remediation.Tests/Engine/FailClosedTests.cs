using AIOps.Contracts.Runs;
using AIOps.Contracts.Storage;
using AIOps.Remediation.Guarding;
using AIOps.TestKit;

namespace AIOps.Remediation.Tests.Engine;

/// <summary>Store away, disk full and a clock that jumps, in the middle of a run and before one: nothing goes on, and the reason is told.</summary>
public sealed class FailClosedTests
{
    private const string Target = Some.Workload + "@orders-1";

    [Test]
    public async Task StoreAway_EndsTheStepWithItsLeaseAndNothingIsRepeated()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var engine = await StartAsync(postgres: await server.CreateDatabaseAsync());
        engine.Options.LeaseTerm = TimeSpan.FromSeconds(3);
        engine.Dispatch();
        var run = (await engine.TellAsync(Some.Incident()))[^1];
        await UntilAsync(() => File.Exists(Waits(engine)));
        var script = ProcessIdentity.Of(int.Parse(await File.ReadAllTextAsync(Waits(engine))))!.Value;

        await server.KillAsync();
        await UntilAsync(() => !script.IsAlive);
        Assert.That(async () => await engine.TellAsync(Some.Incident("INC-2")), Throws.InstanceOf<StoreUnavailableException>(), "without a store nothing is decided");
        await File.WriteAllTextAsync(Go(engine), "");
        await server.StartAgainAsync();

        run = await engine.WaitAsync(run.Id, seconds: 180);
        Assert.Multiple(() =>
        {
            Assert.That(run.State, Is.EqualTo(RunState.Failed), run.Reason);
            Assert.That(run.Reason, Does.StartWith("unknown outcome").And.Contain("the store was away"));
            Assert.That(File.Exists(Fixed(engine)), Is.False, "the next step was not begun");
        });
    }

    [Test]
    public async Task FullDisk_StopsTheRunAndSaysSoOnceThereIsSpace()
    {
        await using var disk = await SmallDisk.MountAsync(megabytes: 8);
        await using var engine = await StartAsync(data: disk.Folder);
        var dispatcher = engine.Dispatch();
        var run = (await engine.TellAsync(Some.Incident()))[^1];
        await UntilAsync(() => File.Exists(Waits(engine)));

        disk.Fill(leaveBytes: 0);
        foreach (var length in new[] { 100_000, 10_000, 1_000, 10 })
        {
            // Down to the last page that the database still had for itself.
            await UntilAsync(() => IsFullAsync(engine, length));
        }

        await File.WriteAllTextAsync(Go(engine), "");
        await dispatcher.IdleAsync().WaitAsync(TimeSpan.FromMinutes(3));
        Assert.That(File.Exists(Fixed(engine)), Is.False, "what could not be stored was not acted on");
        disk.Free();

        run = await engine.WaitAsync(run.Id, seconds: 180);

        Assert.That(run.State, Is.EqualTo(RunState.Failed), run.Reason);
        Assert.That(run.Reason, Does.StartWith("unknown outcome").And.Contain("the store was away"));
        Assert.That(File.Exists(Fixed(engine)), Is.False);
    }

    [TestCase(1)]
    [TestCase(-1)]
    public async Task JumpingClock_StopsARunAndLetsNoneBegin(int hours)
    {
        var time = new ShiftedTime();
        await using var engine = await StartAsync(time: time);
        engine.Dispatch();
        var run = (await engine.TellAsync(Some.Incident(at: time.GetUtcNow())))[^1];
        await UntilAsync(() => File.Exists(Waits(engine)));

        time.Shift = TimeSpan.FromHours(hours);
        run = await engine.WaitAsync(run.Id);
        var next = (await engine.TellAsync(Some.Incident("INC-2", at: time.GetUtcNow())))[^1];

        Assert.Multiple(() =>
        {
            Assert.That(run.State, Is.EqualTo(RunState.Cancelled), run.Reason);
            Assert.That(run.Reason, Does.StartWith("clock:").And.Contain("the clock jumped by"));
            Assert.That(next.State, Is.EqualTo(RunState.Skipped));
            Assert.That(next.Reason, Does.StartWith("clock:"));
            Assert.That(File.Exists(Fixed(engine)), Is.False);
        });
    }

    private static async Task<bool> IsFullAsync(EngineUnderTest engine, int length)
    {
        try
        {
            await engine.Store.CommitAsync(new StoreCommit { Events = [new NewEvent("filler", "T", new string('x', length))] }, CancellationToken.None);
            return false;
        }
        catch (StoreUnavailableException away)
        {
            return away.Message.Contains("full", StringComparison.Ordinal);
        }
    }

    private static string Waits(EngineUnderTest engine) => Path.Combine(engine.Folder, "waits");

    private static string Go(EngineUnderTest engine) => Path.Combine(engine.Folder, "go");

    private static string Fixed(EngineUnderTest engine) => Path.Combine(engine.Folder, "fixed");

    private static async Task<EngineUnderTest> StartAsync(string? postgres = null, string? data = null, TimeProvider? time = null)
    {
        var folder = Directory.CreateTempSubdirectory("aiops-remedy-").FullName;
        var engine = await EngineUnderTest.StartAsync(new TestCatalogue(Some.Service(members: ("orders-1", [("folder", folder)]))), folder: folder, postgres: postgres, data: data, time: time);
        engine.Runbook("trial", Some.Trial("""
              - { id: wait, uses: exec, with: { script: wait.sh, args: ["${target.attributes.folder}"] }, timeout: 2m }
              - { id: fix, uses: exec, with: { script: fix.sh, args: ["${target.attributes.folder}"] }, timeout: 20s }
            """, cooldown: "1s", total: "5m"),
            ("wait.sh", "#!/bin/sh\necho $$ >\"$1/waits.new\"; mv \"$1/waits.new\" \"$1/waits\"\nwhile [ ! -e \"$1/go\" ]; do sleep 0.05; done\n"),
            ("fix.sh", "#!/bin/sh\necho fixed >\"$1/fixed\"\n"));
        engine.Signals.Probes[Target] = () => File.Exists(Path.Combine(folder, "fixed"));
        await engine.GrantAsync("trial", TrustLevel.Auto);
        return engine;
    }

    private static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var left = 6000; left > 0; left--)
        {
            if (await condition())
            {
                return;
            }

            await Task.Delay(20);
        }

        Assert.Fail("it did not come about");
    }

    /// <summary>The machine's clock, set back or forward; the monotonic one goes on.</summary>
    private sealed class ShiftedTime : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Shift;
    }
}
