using System.Diagnostics;
using System.Text.Json;
using AIOps.TestKit;

namespace AIOps.Server.Tests.Serve;

/// <summary>Two services over one PostgreSQL: the one that leads the incidents is killed, the other goes on with them.</summary>
[NonParallelizable]
public sealed class FailoverTests
{
    [Test]
    public async Task KilledLeader_IsReplaced_AndNoIncidentIsLostOrDoubled()
    {
        await using var postgres = await PostgresServer.StartAsync();
        string[] settings = ["--set", $"Storage:PostgreSql={await postgres.CreateDatabaseAsync()}", "--set", "Collectors:Host:Enabled=false"];
        await using var first = await ServiceProcess.StartAsync(null, null, settings);
        await AlertAsync(first, "orders", minutesAgo: 60);
        await IncidentsAsync(first, 1);
        await using var second = await ServiceProcess.StartAsync(null, null, settings);
        await AlertAsync(second, "payments", minutesAgo: 40);
        await IncidentsAsync(second, 2);

        await first.KillAsync();
        var killed = Stopwatch.StartNew();
        await AlertAsync(second, "gateway", minutesAgo: 20);
        var incidents = await IncidentsAsync(second, 3);
        TestContext.Out.WriteLine($"taken over after {killed.Elapsed.TotalSeconds:0.0} s");
        Assert.Multiple(() =>
        {
            Assert.That(incidents.Select(incident => incident.GetProperty("id").GetString()), Is.EquivalentTo(new[] { "INC-1", "INC-2", "INC-3" }));
            Assert.That(incidents.Select(incident => incident.GetProperty("service").GetString()), Is.Unique);
        });
    }

    /// <summary>Without a topology only what begins at the same time is one incident: these do not.</summary>
    private static async Task AlertAsync(ServiceProcess service, string name, int minutesAgo)
    {
        var began = TimeProvider.System.GetUtcNow().AddMinutes(-minutesAgo);
        var alert = new { status = "firing", labels = new Dictionary<string, string> { ["alertname"] = "Down", ["severity"] = "critical", ["service"] = name }, annotations = new { }, startsAt = began, fingerprint = name };
        using var answer = await service.PostAsync("/api/v1/webhooks/alertmanager", new { version = "4", status = "firing", alerts = new[] { alert } });
        Assert.That(answer.IsSuccessStatusCode, Is.True, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<List<JsonElement>> IncidentsAsync(ServiceProcess service, int count)
    {
        List<JsonElement> incidents = [];
        await ServiceProcess.UntilAsync($"there are {count} incidents", TimeSpan.FromSeconds(30), async () => (incidents = await service.ItemsAsync("/api/v1/incidents?limit=50")).Count >= count);
        return incidents;
    }
}
