using System.Globalization;
using AIOps.Remediation.Guarding;
using AIOps.Remediation.Planning;
using AIOps.Remediation.Steps;

namespace AIOps.Remediation.Tests.Steps;

/// <summary>Steps over the system's ssh to a real sshd.</summary>
public sealed class RemoteCommandTests
{
    private SshServer? _server;

    private SshServer Server => _server!;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await SshServer.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await Server.DisposeAsync();

    [Test]
    public async Task Command_RunsThereWithItsArgumentsAsTheyAre()
    {
        string[] arguments = ["it's", "$(touch pwned)", "; touch pwned #", "`touch pwned`", "two  words", "*", "\\", "\"", "~", ""];
        var outcome = await CommandTrial.RunAsync(Step(["printf", "<%s>", .. arguments]));

        Assert.That(outcome.Succeeded, Is.True, outcome.Error + outcome.Output);
        Assert.That(outcome.Output, Is.EqualTo(string.Concat(arguments.Select(argument => $"<{argument}>"))));
        Assert.That(Directory.GetFiles(Server.Home, "pwned", SearchOption.AllDirectories), Is.Empty);
    }

    [Test]
    public async Task OtherKeyThanThePinnedOne_IsNotTalkedTo()
    {
        var outcome = await CommandTrial.RunAsync(Step(["touch", Path.Combine(Server.Home, "reached")], known: Path.Combine(Server.Folder, "other_hosts")));

        Assert.Multiple(() =>
        {
            Assert.That(outcome.Succeeded, Is.False);
            Assert.That(outcome.Unknown || outcome.Transient, Is.False, "it is known that nothing was done, and that another attempt is no better");
            Assert.That(outcome.Error, Does.Contain("was not reached"));
            Assert.That(outcome.Output, Does.Contain("Host key verification failed"));
            Assert.That(File.Exists(Path.Combine(Server.Home, "reached")), Is.False);
        });
    }

    [Test]
    public async Task TimeThatIsUp_KillsTheCommandThere()
    {
        var pid = Path.Combine(Server.Home, "pid");
        var outcome = await CommandTrial.RunAsync(Step(["sh", "-c", $"echo $$ >{pid}; exec sleep 600"], seconds: 3));
        var remote = ProcessIdentity.Of(int.Parse(await File.ReadAllTextAsync(pid), CultureInfo.InvariantCulture));

        Assert.That(outcome.TimedOut, Is.True, outcome.Error);
        await UntilAsync(() => remote?.IsAlive != true, "the other side ends it by itself");
    }

    [Test]
    public async Task OwnerWhoseLeaseIsOver_IsRefusedThere()
    {
        var trace = Path.Combine(Server.Home, "trace");
        var first = await CommandTrial.RunAsync(Step(["sh", "-c", $"echo 7 >>{trace}"], member: "fenced"), token: 7);
        var stale = await CommandTrial.RunAsync(Step(["sh", "-c", $"echo 6 >>{trace}"], member: "fenced"), token: 6);
        var again = await CommandTrial.RunAsync(Step(["sh", "-c", $"echo 8 >>{trace}"], member: "fenced"), token: 8);

        Assert.That((first.Succeeded, stale.Succeeded, again.Succeeded), Is.EqualTo((true, false, true)), first.Output + stale.Output + again.Output);
        Assert.That(stale.Error, Does.Contain("the lease is over"));
        Assert.That(await File.ReadAllLinesAsync(trace), Is.EqualTo(new[] { "7", "8" }));
    }

    [Test]
    public async Task LostConnection_KeepsALaterOwnerOutUntilTheCommandIsOver()
    {
        var (begun, go) = (Path.Combine(Server.Home, "begun"), Path.Combine(Server.Home, "go"));
        using var lost = new CancellationTokenSource();
        var first = CommandTrial.RunAsync(Step(["sh", "-c", $"touch {begun}; while [ ! -e {go} ]; do sleep 0.1; done"], member: "lost"), token: 1, cancellationToken: lost.Token);
        await UntilAsync(() => File.Exists(begun), "it runs there");
        await lost.CancelAsync();
        var outcome = await first.WaitAsync(TimeSpan.FromMinutes(1));
        var second = await CommandTrial.RunAsync(Step(["true"], member: "lost"), token: 2);
        await File.WriteAllTextAsync(go, "");
        var third = new StepOutcome();
        await UntilAsync(async () => (third = await CommandTrial.RunAsync(Step(["true"], member: "lost"), token: 2)).Succeeded, "it is over there");

        Assert.Multiple(() =>
        {
            Assert.That(outcome.Unknown, Is.True, "it is not known what was done there");
            Assert.That(second.Transient, Is.True);
            Assert.That(second.Output, Does.Contain("still acts"));
            Assert.That(third.Succeeded, Is.True);
        });
    }

    private static Task UntilAsync(Func<bool> condition, string what) => UntilAsync(() => Task.FromResult(condition()), what);

    private static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        for (var left = 600; !await condition(); left--)
        {
            Assert.That(left, Is.Positive, what);
            await Task.Delay(100);
        }
    }

    private ResolvedStep Step(string[] command, string? known = null, string member = "orders-1", double seconds = 120)
    {
        var step = CommandTrial.Step(
            "ssh",
            new Dictionary<string, string>(StringComparer.Ordinal) { ["host"] = "127.0.0.1", ["port"] = $"{Server.Port}", ["host_key"] = known ?? Server.HostKey, ["identity"] = Server.Identity, ["user"] = Environment.UserName },
            new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["command"] = command },
            seconds: seconds);
        return step with { Target = new($"service:ssh/{member}", "one") };
    }
}
