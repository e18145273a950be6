using System.Diagnostics;
using System.Text;
using AIOps.Remediation.Guarding;

namespace AIOps.Remediation.Tests.Guarding;

/// <summary>Guards as real processes: the program of these tests, started as <c>guard</c>.</summary>
public sealed class GuardTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("aiops-guard-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Command_RunsWithItsOwnEnvironmentOnlyAndReportsItsEnd()
    {
        using var guard = await GuardedCommand.StartAsync(GuardCommandLine.Own(), CancellationToken.None);
        var output = new StringBuilder();
        var end = await guard.RunAsync(Order("echo \"$SECRET $HOME\"; echo wrong >&2; exit 3", ("SECRET", "s3cret")), text => output.Append(text), CancellationToken.None);

        Assert.Multiple(() =>
        {
            Assert.That(end.Ending, Is.EqualTo(GuardEnding.Exited));
            Assert.That(end.ExitCode, Is.EqualTo(3));
            Assert.That(output.ToString(), Does.Contain("s3cret \n").And.Contain("wrong"));
        });
    }

    [Test]
    public async Task EndedCommand_LeavesNothingBehindButDaemons()
    {
        using var guard = await GuardedCommand.StartAsync(GuardCommandLine.Own(), CancellationToken.None);
        var end = await guard.RunAsync(Order($"sleep 300 & echo $! >{_folder}/child; setsid sleep 300 </dev/null >/dev/null 2>&1 & echo $! >{_folder}/daemon; sleep 0.3"), _ => { }, CancellationToken.None);

        Assert.Multiple(() =>
        {
            Assert.That(end.Ending, Is.EqualTo(GuardEnding.Exited));
            Assert.That(end.Left, Is.GreaterThan(0));
            Assert.That(Alive("child"), Is.False);
            Assert.That(Alive("daemon"), Is.True);
        });
        Process.Start("kill", $"-KILL {Pid("daemon")}").WaitForExit();
    }

    [Test]
    public async Task TimeUp_KillsTheWholeTree()
    {
        using var guard = await GuardedCommand.StartAsync(GuardCommandLine.Own(), CancellationToken.None);
        var end = await guard.RunAsync(Order($"set -m; (sleep 300 & echo $! >{_folder}/grandchild; wait) & wait", step: 0.7), _ => { }, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20));

        Assert.That(end.Ending, Is.EqualTo(GuardEnding.TimedOut));
        Assert.That(Alive("grandchild"), Is.False);
    }

    [Test]
    public async Task LeaseEnd_KillsWithoutTheOwner()
    {
        using var guard = await GuardedCommand.StartAsync(GuardCommandLine.Own(), CancellationToken.None);
        var end = await guard.RunAsync(Order("sleep 300", lease: 0.7), _ => { }, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20));

        Assert.That(end.Ending, Is.EqualTo(GuardEnding.LeaseEnded));
    }

    [Test]
    public async Task Renewal_LetsItGoOn()
    {
        using var guard = await GuardedCommand.StartAsync(GuardCommandLine.Own(), CancellationToken.None);
        var running = guard.RunAsync(Order("sleep 1.5; exit 0", lease: 1), _ => { }, CancellationToken.None);
        guard.Renew(In(30));

        Assert.That((await running.WaitAsync(TimeSpan.FromSeconds(20))).ExitCode, Is.Zero);
    }

    [Test]
    public async Task RenewalBeforeTheOrder_IsNoOrder()
    {
        using var guard = await GuardedCommand.StartAsync(GuardCommandLine.Own(), CancellationToken.None);
        guard.Renew(In(30));

        Assert.That((await guard.RunAsync(Order("exit 0", lease: 20), _ => { }, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20))).ExitCode, Is.Zero);
    }

    [Test]
    public async Task OrderAfterTheLease_DoesNotStart()
    {
        using var guard = await GuardedCommand.StartAsync(GuardCommandLine.Own(), CancellationToken.None);
        var end = await guard.RunAsync(Order($"touch {_folder}/acted", lease: -1), _ => { }, CancellationToken.None);

        Assert.That(end.Ending, Is.EqualTo(GuardEnding.LeaseEnded));
        Assert.That(File.Exists(Path.Combine(_folder, "acted")), Is.False);
    }

    [Test]
    public async Task Cancellation_KillsTheTreeAndSaysSo()
    {
        using var guard = await GuardedCommand.StartAsync(GuardCommandLine.Own(), CancellationToken.None);
        using var cancel = new CancellationTokenSource();
        var end = await guard.RunAsync(Order($"sleep 300 & echo $! >{_folder}/child; echo ready; wait"), _ => cancel.Cancel(), cancel.Token).WaitAsync(TimeSpan.FromSeconds(20));

        Assert.That(end.Ending, Is.EqualTo(GuardEnding.OwnerGone));
        Assert.That(Alive("child"), Is.False);
    }

    [Test]
    public async Task KilledGuard_LeavesAnOrphanThatRecoveryProvesDead()
    {
        var guard = await GuardedCommand.StartAsync(GuardCommandLine.Own(), CancellationToken.None);
        var started = new TaskCompletionSource();
        var running = guard.RunAsync(Order($"sleep 300 & echo $! >{_folder}/orphan; echo ready; wait"), _ => started.TrySetResult(), CancellationToken.None);
        await started.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Process.Start("kill", $"-KILL {guard.Identity.Pid}").WaitForExit();
        var end = await running.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Multiple(() =>
        {
            Assert.That(end.Ending, Is.EqualTo(GuardEnding.GuardDied));
            Assert.That(Alive("orphan"), Is.False);
            Assert.That(ProcessSession.IsDead(guard.Identity), Is.True);
        });
        guard.Dispose();
    }

    [Test]
    public async Task EndlessOutput_IsBounded()
    {
        using var guard = await GuardedCommand.StartAsync(GuardCommandLine.Own(), CancellationToken.None);
        var length = 0;
        var end = await guard.RunAsync(Order("yes | head -c 5000000") with { MaxOutput = 10_000 }, text => length += text.Length, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.That(end.ExitCode, Is.Zero);
        Assert.That(length, Is.InRange(10_000, 10_200));
    }

    private static GuardOrder Order(string script, params (string, string)[] environment) => Order(script, 60, 60, environment);

    private static GuardOrder Order(string script, double lease = 60, double step = 60, params (string Name, string Value)[] environment) => new()
    {
        Command = ["/bin/bash", "-c", script],
        Environment = environment.Append(("PATH", "/usr/bin:/bin")).ToDictionary(pair => pair.Item1, pair => pair.Item2, StringComparer.Ordinal),
        LeaseDeadline = In(lease),
        StepDeadline = In(step),
    };

    private static long In(double seconds) => Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);

    private int Pid(string file) => int.Parse(File.ReadAllText(Path.Combine(_folder, file)));

    private bool Alive(string file) => ProcessIdentity.Of(Pid(file)) is { IsAlive: true };
}
