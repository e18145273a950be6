using System.Diagnostics;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Runs;
using AIOps.Remediation.Guarding;

namespace AIOps.Remediation.Tests.Engine;

/// <summary>The shipped runbook on a real process.</summary>
public sealed class RestartServiceTests
{
    [Test]
    public async Task CrashedProcess_IsStartedAgainAndSurvivesTheGuard()
    {
        await using var engine = await StartAsync();
        engine.Dispatch();

        var run = (await engine.TellAsync(Some.Incident()))[^1];
        Assert.That(run.State, Is.EqualTo(RunState.Queued), run.Reason);
        run = await engine.WaitAsync(run.Id);

        Assert.Multiple(async () =>
        {
            Assert.That(run.State, Is.EqualTo(RunState.Succeeded), $"{run.Reason} {run.Steps[0].Error} {run.Steps[0].Output}");
            Assert.That(run.Verification!.Verdict, Is.EqualTo(Verdict.Fixed));
            Assert.That(Alive(engine), Is.True);
            Assert.That(ProcessSession.IsDead(ProcessIdentity.TryParse(run.Steps[0].GuardProcess)!.Value), Is.True);
            Assert.That(await engine.AskedAsync(), Is.EqualTo(new[] { IncidentAction.HoldPage, IncidentAction.MitigationStarted, IncidentAction.MitigationDone, IncidentAction.VerificationPassed }));
        });
        Kill(engine);
    }

    [Test]
    public async Task HungProcess_IsReplaced()
    {
        await using var engine = await StartAsync();
        engine.Dispatch();
        using var hung = Process.Start("sleep", "600");
        Process.Start("kill", $"-STOP {hung.Id}").WaitForExit();
        await File.WriteAllTextAsync(PidFile(engine), $"{hung.Id}\n");
        engine.Signals.Probes[$"{Some.Workload}@orders-1"] = () => Pid(engine) != hung.Id && Alive(engine);

        var run = await engine.WaitAsync((await engine.TellAsync(Some.Incident(fault: "hung")))[^1].Id);

        Assert.That(run.State, Is.EqualTo(RunState.Succeeded), $"{run.Reason} {run.Steps[0].Error} {run.Steps[0].Output}");
        Assert.That(hung.WaitForExit(5000), Is.True);
        Kill(engine);
    }

    [Test]
    public async Task WithoutAGrant_ThePlanIsShownAndNothingIsDone()
    {
        await using var engine = await StartAsync(grant: false);
        engine.Dispatch();

        var run = (await engine.TellAsync(Some.Incident()))[^1];

        Assert.Multiple(() =>
        {
            Assert.That(run.State, Is.EqualTo(RunState.Skipped));
            Assert.That(run.Reason, Does.StartWith("suggested:"));
            Assert.That(run.Plan!.Writes, Is.Not.Empty);
            Assert.That(Alive(engine), Is.False);
        });
    }

    private static async Task<EngineUnderTest> StartAsync(bool grant = true)
    {
        var folder = Directory.CreateTempSubdirectory("aiops-remedy-").FullName;
        var catalogue = new TestCatalogue(Some.Service(members: ("orders-1", [("pidfile", Path.Combine(folder, "orders.pid")), ("command", "sleep 600"), ("workdir", folder), ("log", Path.Combine(folder, "orders.log"))])));
        var runbooks = Shortened(folder);
        var engine = await EngineUnderTest.StartAsync(catalogue, runbooks, folder);
        engine.Signals.Probes[$"{Some.Workload}@orders-1"] = () => Alive(engine);
        if (grant)
        {
            await engine.GrantAsync("restart-service", TrustLevel.Auto);
        }

        return engine;
    }

    // The shipped files with the window of a test.
    private static string Shortened(string folder)
    {
        var target = Path.Combine(folder, "runbooks");
        foreach (var name in new[] { "restart-service", "common" })
        {
            Directory.CreateDirectory(Path.Combine(target, name));
            foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "runbooks", name)))
            {
                File.WriteAllText(Path.Combine(target, name, Path.GetFileName(file)), File.ReadAllText(file).Replace("window: 10s", "window: 1s", StringComparison.Ordinal));
            }
        }

        return target;
    }

    private static string PidFile(EngineUnderTest engine) => Path.Combine(engine.Folder, "orders.pid");

    private static int Pid(EngineUnderTest engine) => File.Exists(PidFile(engine)) && int.TryParse(File.ReadAllText(PidFile(engine)), out var pid) ? pid : 0;

    private static bool Alive(EngineUnderTest engine) => Pid(engine) is var pid and > 0 && ProcessIdentity.Of(pid) is { IsAlive: true };

    private static void Kill(EngineUnderTest engine) => Process.Start("kill", $"-KILL {Pid(engine)}").WaitForExit();
}
