using System.Diagnostics;
using AIOps.Remediation.Safeguards;

namespace AIOps.Remediation.Tests.Safeguards;

public sealed class StartupTests
{
    private string _pidFile = "";

    [SetUp]
    public void Name() => _pidFile = Path.GetTempFileName();

    [TearDown]
    public void Remove() => File.Delete(_pidFile);

    [TestCase('S', 10, 10, true)]
    [TestCase('R', 9, 10, true, Description = "the file is written a moment after the start, or before it")]
    [TestCase('D', 10, 500, false, Description = "the number belongs to somebody else by now")]
    [TestCase('T', 10, 10, false, Description = "a stopped process starts no more")]
    [TestCase('Z', 10, 10, false)]
    public void Process_HasAnAge_WhenItIsTheOneThatTheFileMeans(char state, int runs, int named, bool has) =>
        Assert.That(Startup.Age(state, TimeSpan.FromSeconds(runs), TimeSpan.FromSeconds(named)), Is.EqualTo(has ? TimeSpan.FromSeconds(runs) : null));

    [Test]
    public async Task LivingProcess_HasItsAge_UntilItIsStoppedOrGone()
    {
        using var process = Process.Start("sleep", "300");
        await File.WriteAllTextAsync(_pidFile, $"{process.Id}\n");
        Assert.That(Age(), Is.Not.Null.And.LessThan(TimeSpan.FromMinutes(1)));
        using (var stop = Process.Start("kill", ["-STOP", $"{process.Id}"]))
        {
            await stop.WaitForExitAsync();
        }

        Assert.That(() => Age(), Is.Null.After(5000, 20));
        process.Kill();
        await process.WaitForExitAsync();
        Assert.That(Age(), Is.Null);
    }

    [TestCase("")]
    [TestCase("-1")]
    [TestCase("all")]
    [TestCase("99999999999999999999")]
    public async Task FileWithoutANumber_MeansNobody(string text)
    {
        await File.WriteAllTextAsync(_pidFile, text);
        Assert.That(Age(), Is.Null);
        Assert.That(Startup.Age("/nowhere/at/all.pid", TimeProvider.System.GetUtcNow()), Is.Null);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task NamedPipe_IsNotWaitedFor(CancellationToken cancelled)
    {
        File.Delete(_pidFile);
        using (var made = Process.Start("mkfifo", _pidFile))
        {
            await made.WaitForExitAsync(cancelled);
        }

        Assert.That(await Task.Run(Age, cancelled).WaitAsync(cancelled), Is.Null);
    }

    private TimeSpan? Age() => Startup.Age(_pidFile, TimeProvider.System.GetUtcNow());
}
