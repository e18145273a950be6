using System.Text.Json;
using AIOps.TestKit;

namespace AIOps.Server.Tests.Serve;

/// <summary>The whole loop with real processes: a service is killed, the incident names it, the runbook restarts it, the probe proves it.</summary>
[NonParallelizable]
public sealed class LoopTests
{
    /// <summary>Times compressed by configuration only.</summary>
    private static readonly string[] Compressed =
    [
        "--set", "Correlation:StabilityWindow=00:00:05", "--set", "Correlation:KeepFiring=00:00:02", "--set", "Detection:Learning=00:00:30", "--set", "Collectors:Host:Enabled=false",
    ];

    [Test]
    public async Task KilledService_IsNamedRestartedAndVerified_InMemory() => await HealAsync([], "-KILL");

    [Test]
    public async Task HungService_IsNamedRestartedAndVerified_OverRabbitMq()
    {
        await using var rabbit = await RabbitServer.StartAsync();
        var address = await rabbit.CreateHostAsync();
        await HealAsync(["--set", "Bus:Transport=rabbitmq", "--set", $"Bus:Address={address}", "--set", "Bus:Shards=4"], "-STOP");
    }

    private static async Task HealAsync(string[] settings, string signal)
    {
        await using var watched = await WatchedProcess.StartAsync();
        await using var service = await ServiceProcess.StartAsync(null, null, ["--catalogue", watched.Catalogue, .. Compressed, .. settings, .. await TestDatabase.ChooseSettingsAsync()]);
        await service.GrantAsync("restart-service");
        var before = watched.Pid;
        await watched.SignalAsync(signal);

        JsonElement run = default;
        await ServiceProcess.UntilAsync("a run succeeded", TimeSpan.FromSeconds(120), async () =>
        {
            run = (await service.ItemsAsync("/api/v1/runs")).FirstOrDefault();
            return run.ValueKind == JsonValueKind.Object && run.GetProperty("state").GetString() == "succeeded";
        });
        await ServiceProcess.UntilAsync("the incident is resolved", TimeSpan.FromSeconds(60), async () =>
            (await service.ItemsAsync("/api/v1/incidents?state=resolved")).Count > 0);
        var incident = await service.GetAsync($"/api/v1/incidents/{run.GetProperty("incidentId").GetString()}");

        Assert.Multiple(async () =>
        {
            Assert.That(watched.Pid, Is.Not.EqualTo(before));
            Assert.That(await watched.AnswersAsync(), Is.True);
            Assert.That(run.GetProperty("runbookId").GetString(), Is.EqualTo("restart-service"));
            Assert.That(incident.GetRawText(), Does.Contain("service:shop/payments"));
            Assert.That(service.Output, Does.Not.Contain("PAGE"), "an automatic run that proceeds holds the page");
            Assert.That(service.Output, Does.Not.Contain("Unhandled exception"));
        });
    }
}
