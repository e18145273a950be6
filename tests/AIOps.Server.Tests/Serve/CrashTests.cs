using System.Text.Json;
using AIOps.TestKit;

namespace AIOps.Server.Tests.Serve;

/// <summary>
/// The service is killed with kill -9 while a run is in a given state, and started again: no incident, run or audit entry is lost, a step that is not
/// idempotent runs at most once, and a step of a killed service does not run on.
/// </summary>
[NonParallelizable]
public sealed class CrashTests
{
    [TestCase("running")]
    [TestCase("verifying")]
    [TestCase("succeeded")]
    public async Task KilledWhileARunIs_NothingIsLostAndNothingUnsafeRunsTwice(string state)
    {
        using var runbooks = await SlowRunbook.WriteAsync();
        await using var watched = await WatchedProcess.StartAsync();
        await using var service = await ServiceProcess.StartAsync(
            null,
            null,
            ["--catalogue", watched.Catalogue, "--set", $"Remediation:RunbookFolder={runbooks.Folder}", "--set", "Correlation:StabilityWindow=00:00:03", "--set", "Collectors:Host:Enabled=false", .. await TestDatabase.ChooseSettingsAsync()]);
        await service.GrantAsync(SlowRunbook.Id);
        await watched.SignalAsync("-KILL");

        JsonElement run = default;
        await ServiceProcess.UntilAsync($"a run is {state}", TimeSpan.FromSeconds(60), async () =>
        {
            run = (await service.ItemsAsync("/api/v1/runs")).FirstOrDefault();
            return run.ValueKind == JsonValueKind.Object && run.GetProperty("state").GetString() == state && watched.Steps().Length > 0;
        });
        var audit = (await service.ItemsAsync("/api/v1/audit?limit=200")).Count;
        await service.KillAsync();
        var stepsAtKill = watched.Steps();
        await Task.Delay(TimeSpan.FromSeconds(4));
        Assert.That(watched.Steps(), Is.EqualTo(stepsAtKill), "a step ran on after its service was killed");
        await service.StartAgainAsync();
        var id = run.GetProperty("id").GetString();
        await ServiceProcess.UntilAsync("the run is over", TimeSpan.FromSeconds(90), async () => (await service.GetAsync($"/api/v1/runs/{id}")).GetProperty("isOver").GetBoolean());

        var after = await service.GetAsync($"/api/v1/runs/{id}");
        var incidents = await service.ItemsAsync("/api/v1/incidents?limit=50");
        var auditAfter = await service.ItemsAsync("/api/v1/audit?limit=200");
        Assert.Multiple(() =>
        {
            Assert.That(watched.Steps().Count(line => line == "begin"), Is.EqualTo(1), "the step is not idempotent");
            Assert.That(after.GetProperty("state").GetString(), state == "running" ? Is.EqualTo("failed") : Is.EqualTo("succeeded"), after.GetRawText());
            Assert.That(auditAfter, Has.Count.GreaterThanOrEqualTo(audit));
            Assert.That(incidents.Select(incident => incident.GetProperty("id").GetString()), Does.Contain(after.GetProperty("incidentId").GetString()));
        });
    }
}
