using System.Diagnostics;
using AIOps.Contracts.Runs;
using AIOps.Remediation.Engine;
using AIOps.Remediation.Guarding;
using AIOps.Remediation.Steps;

namespace AIOps.Remediation.Tests.Guarding;

/// <summary>What is decided about control groups, with folders that are shaped like them, and real ones of the machine.</summary>
[NonParallelizable]
public sealed class ControlGroupTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("aiops-groups-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase("29 23 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw", "0::/system.slice/aiops.service", "/sys/fs/cgroup/system.slice/aiops.service", TestName = "Unified")]
    [TestCase("29 23 0:26 / /sys/fs/cgroup/unified rw - cgroup2 none rw\n30 23 0:27 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids", "8:pids:/a\n0::/", "/sys/fs/cgroup/unified", TestName = "Hybrid")]
    [TestCase("29 23 0:26 /docker/x /sys/fs/cgroup ro - cgroup2 cgroup rw", "0::/docker/x/y", "/sys/fs/cgroup/y", TestName = "PartMounted")]
    [TestCase("29 23 0:26 /docker/x /sys/fs/cgroup ro - cgroup2 cgroup rw", "0::/docker/xy", null, TestName = "ElsewhereThanMounted")]
    [TestCase("29 23 0:26 / /a\\040b rw - cgroup2 cgroup rw", "0::/c", "/a b/c", TestName = "BlankInAPath")]
    [TestCase("30 23 0:27 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids", "8:pids:/a", null, TestName = "Version1Only")]
    [TestCase("nonsense\n - cgroup2 x", "0::/a", null, TestName = "Nonsense")]
    public void OwnGroup_IsFound(string mounts, string own, string? folder) => Assert.That(ControlGroups.Home(null, mounts, own), Is.EqualTo(folder));

    [TestCase("/sys/fs/cgroup/pids/x", "/sys/fs/cgroup/pids/a")]
    [TestCase("/sys/fs/cgroup/memory", "/sys/fs/cgroup/memory/b")]
    [TestCase("/sys/fs/cgroup/unified/x/y", "/sys/fs/cgroup/unified/c")]
    [TestCase("/sys/fs/cgroup/pidsX", null)]
    [TestCase("/tmp/x", null)]
    public void Home_IsOurGroupInTheSameHierarchy(string folder, string? home)
    {
        const string Mounts = "29 23 0:26 / /sys/fs/cgroup/unified rw - cgroup2 none rw\n30 23 0:27 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids\n31 23 0:28 / /sys/fs/cgroup/memory rw - cgroup none rw,memory\n32 23 0:29 / /tmp rw - tmpfs tmpfs rw";
        Assert.That(ControlGroups.Home(folder, Mounts, "8:pids:/a\n4:memory:/b\n0::/c\n"), Is.EqualTo(home));
    }

    [TestCase("512", 512L)]
    [TestCase("64M", 64L << 20)]
    [TestCase("64MiB", 64L << 20)]
    [TestCase("2GB", 2_000_000_000L)]
    [TestCase("", null)]
    [TestCase("unlimited", null)]
    [TestCase("-1", null)]
    [TestCase("9999999999T", null)]
    public void Memory_IsReadAsPrlimitDoes(string text, long? bytes) => Assert.That(ByteCount.TryParse(text), Is.EqualTo(bytes));

    [Test]
    public void Group_GetsTheLimitsThatItsFolderHas()
    {
        // A group of version 2 below which controllers are handed on, and one of version 1 for another.
        Shape("a", "memory.max", "pids.max", "cgroup.kill");
        Shape("b", "cpu.shares");
        using var group = StepGroup.Make([InFolder("a"), InFolder("b")], "step", new StepLimits { Memory = 1000, Processes = 7, Weight = 25 }, out _)!;

        Assert.Multiple(() =>
        {
            Assert.That(group.Limits, Is.EqualTo(new[] { "cpu", "memory", "pids" }));
            Assert.That(group.Kills, Is.True);
            Assert.That(Text("a/step/memory.max"), Is.EqualTo("1000"));
            Assert.That(Text("a/step/pids.max"), Is.EqualTo("7"));
            Assert.That(Text("b/step/cpu.shares"), Is.EqualTo("256"));
        });
    }

    [Test]
    public void GroupInsideADelegatedUnit_IsMadeBesideOurs()
    {
        Shape("aiops.service", "memory.max");
        Shape("aiops.service/main");
        Directory.Delete(InFolder("aiops.service/main/step"), recursive: true);
        using var group = StepGroup.Make([InFolder("aiops.service/main")], "step", new StepLimits(), out _)!;

        Assert.That(group.Limits, Does.Contain("memory"));
        Assert.That(Directory.Exists(InFolder("aiops.service/main/step")), Is.False);
    }

    [Test]
    public void FolderThatIsNoGroup_IsSaidSo()
    {
        Assert.That(ControlGroups.Try([InFolder("none")]).Problem, Does.Contain(InFolder("none")));
        Assert.That(ControlGroups.Try([]).Problem, Is.Not.Null);
        Assert.That(ControlGroups.Folders("none"), Is.Empty);
        Assert.That(ControlGroups.Folders("/a:/b"), Is.EqualTo(new[] { "/a", "/b" }));
    }

    [Test]
    public async Task StepThatIsCutOff_IsKilledWithWhatLeftItsSession()
    {
        await using var real = RealGroup.Make();
        var guard = await GuardedCommand.StartAsync(GuardCommandLine.Own(), CancellationToken.None);
        using var cancel = new CancellationTokenSource();
        var order = Order($"setsid sleep 300 </dev/null >/dev/null 2>&1 & echo $! >{InFolder("escaped")}; sleep 0.3; echo ready; wait", real);
        var end = await guard.RunAsync(order, _ => cancel.Cancel(), cancel.Token).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.That((end.Ending, end.Problem), Is.EqualTo((GuardEnding.OwnerGone, (string?)null)));
        Assert.That(Alive("escaped"), Is.False);
        guard.Dispose();
        Assert.That(real.Groups, Is.Empty, "nothing is left of its group");
    }

    [Test]
    public async Task StepThatEnds_LeavesItsDaemonAloneAndOutOfItsLimits()
    {
        await using var real = RealGroup.Make();
        var guard = await GuardedCommand.StartAsync(GuardCommandLine.Own(), CancellationToken.None);
        var end = await guard.RunAsync(Order($"setsid sleep 300 </dev/null >/dev/null 2>&1 & echo $! >{InFolder("daemon")}; sleep 0.3", real), _ => { }, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
        guard.Dispose();

        Assert.Multiple(() =>
        {
            Assert.That(end.Ending, Is.EqualTo(GuardEnding.Exited), end.Problem);
            Assert.That(Alive("daemon"), Is.True);
            Assert.That(real.Groups, Is.Empty);
        });
        NativeProcess.Kill(int.Parse(File.ReadAllText(InFolder("daemon"))), NativeProcess.SigKill);
    }

    [Test]
    public async Task GuardThatWasKilled_LeavesAGroupThatRecoveryEmpties()
    {
        await using var real = RealGroup.Make();
        using var guard = await GuardedCommand.StartAsync(GuardCommandLine.Own(), CancellationToken.None);
        var started = new TaskCompletionSource();
        var running = guard.RunAsync(Order($"setsid sleep 300 </dev/null >/dev/null 2>&1 & echo $! >{InFolder("orphan")}; sleep 0.3; echo ready; wait", real), _ => started.TrySetResult(), CancellationToken.None);
        await started.Task.WaitAsync(TimeSpan.FromSeconds(60));
        NativeProcess.Kill(guard.Identity.Pid, NativeProcess.SigKill);
        var end = await running.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.That(end.Ending, Is.EqualTo(GuardEnding.GuardDied));
        Assert.That(Alive("orphan"), Is.False);
        Assert.That(real.Groups, Is.Empty);
    }

    [Test]
    public async Task StepThatForksWithoutEnd_IsHeldWhereProcessesAreCounted()
    {
        await using var real = RealGroup.Make();
        if (!real.Counts)
        {
            Assert.That(ControlGroups.Try(real.Folders).Limits, Does.Not.Contain("pids"), "a limit that cannot be kept is not promised; how it is set is tested with a folder that is shaped like one");
            return;
        }

        var guard = await GuardedCommand.StartAsync(GuardCommandLine.Own(), CancellationToken.None);
        var order = Order("n=0; while [ $n -lt 60 ]; do n=$((n+1)); sleep 20 & done 2>/dev/null; echo all of them ran", real) with { Limits = new StepLimits { Processes = 20 } };
        var text = new System.Text.StringBuilder();
        var end = await guard.RunAsync(order, part => text.Append(part), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.That(end.Left, Is.LessThan(21), text.ToString());
        guard.Dispose();
        Assert.That(real.Groups, Is.Empty);
    }

    [TestCase(StepState.Succeeded, true)]
    [TestCase(StepState.Dispatched, false)]
    public async Task WhatLivesInAStepsGroup_OutlivesItsNodeOnlyWhenTheStepEndedWell(StepState state, bool lives)
    {
        await using var real = RealGroup.Make();
        var guard = new ProcessIdentity(4_999_999, 1);
        using var service = Process.Start("sleep", "300");
        foreach (var group in real.Folders.Select(folder => Path.Combine(folder, StepGroup.NameOf(guard))))
        {
            Directory.CreateDirectory(group);
            await File.WriteAllTextAsync(Path.Combine(group, "cgroup.procs"), $"{service.Id}");
        }

        var run = new Run
        {
            Id = "RUN-1",
            State = RunState.Running,
            IncidentId = "INC-1",
            RunbookId = "trial",
            RunbookVersion = "1.0.0",
            RunbookHash = "",
            DedupKey = "",
            Level = TrustLevel.Auto,
            Service = Some.Workload,
            PlannedAt = DateTimeOffset.UnixEpoch,
            Steps = [new RunStep { Id = "restart", Uses = "exec", Target = Some.Workload, Description = "", State = state, GuardProcess = guard.ToString() }],
        };
        Assert.That(RunRecovery.KillGuards(run, real.Folders), Is.True);
        Assert.That(service.HasExited || service.WaitForExit(lives ? 200 : 10_000), Is.EqualTo(!lives));
        service.Kill();
        await service.WaitForExitAsync();
    }

    private static GuardOrder Order(string script, RealGroup groups) => new()
    {
        Command = ["/bin/bash", "-c", script],
        Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = "/usr/bin:/bin" },
        LeaseDeadline = Stopwatch.GetTimestamp() + (300 * Stopwatch.Frequency),
        StepDeadline = Stopwatch.GetTimestamp() + (300 * Stopwatch.Frequency),
        ControlGroups = groups.Folders,
    };

    // A folder that looks like a group in which a group "step" was made.
    private void Shape(string name, params string[] files)
    {
        Directory.CreateDirectory(InFolder(name));
        File.WriteAllText(InFolder(name + "/cgroup.procs"), "");
        Directory.CreateDirectory(InFolder(name + "/step"));
        foreach (var file in files.Append("cgroup.procs"))
        {
            File.WriteAllText(InFolder($"{name}/step/{file}"), "");
        }
    }

    private string InFolder(string name) => Path.Combine(_folder, name);

    private string Text(string name) => File.ReadAllText(InFolder(name));

    private bool Alive(string file) => ProcessIdentity.Of(int.Parse(File.ReadAllText(InFolder(file)))) is { IsAlive: true };
}
