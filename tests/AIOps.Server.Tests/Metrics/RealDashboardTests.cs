using System.Text.Json;
using AIOps.Server.Tests.Serve;
using AIOps.TestKit;

namespace AIOps.Server.Tests.Metrics;

/// <summary>Every panel's query, asked of a real Prometheus that scrapes a real service after a real fault: a process is killed, somebody is called and acknowledges, a runbook restarts it.</summary>
[NonParallelizable]
public sealed class RealDashboardTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private WatchedProcess _watched = null!;
    private MetricStore _store = null!;
    private ServiceProcess _service = null!;
    private PrometheusServer _prometheus = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _store = await MetricStore.StartAsync("prometheus");
        _watched = await WatchedProcess.StartAsync();
        _service = await ServiceProcess.StartAsync(
            null,
            null,
            "--catalogue", _watched.Catalogue,
            "--set", "Correlation:StabilityWindow=00:00:05", "--set", "Correlation:KeepFiring=00:00:02", "--set", "Detection:Learning=00:00:30", "--set", "Collectors:Host:Enabled=false",
            "--set", "History:MaintainEvery=00:00:02", "--set", $"RemoteStore:WriteUrl={_store.WriteUrl}", "--set", "RemoteStore:SendEvery=00:00:00.5");
        _prometheus = await PrometheusServer.StartAsync(_service.Client.BaseAddress!, Dashboards.Rules);
        await BreakAndHealAsync();
        await _prometheus.UntilAsync("sum(aiops_incidents_resolved_total) >= 1");
        await _prometheus.UntilAsync("sum(aiops_incident_time_to_acknowledge_seconds_count) >= 1");
        await _prometheus.UntilAsync("sum(aiops_remediation_runs_total{state=\"succeeded\"}) >= 1");
        await _prometheus.UntilAsync("aiops_history_disk_bytes > 0");
        await _prometheus.UntilAsync("rate(aiops_web_requests_total{status=\"2xx\"}[1m])");
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _prometheus?.Dispose();
        await (_service?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_watched?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_store?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [TestCase("mttr.json")]
    [TestCase("incidents.json")]
    [TestCase("pipeline.json")]
    public async Task NoPanel_IsEmptyOrInError(string name) => Assert.That(await Dashboards.EmptyAsync(_prometheus, name), Is.Empty);

    /// <summary>A misspelt name would hide behind <c>or vector(0)</c>, and in an alert that never fires.</summary>
    [Test]
    public async Task EveryName_IsOneOfTheService()
    {
        var shown = (await _service.Client.GetStringAsync("/metrics")).Split('\n').Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(line => line.Split(' ')).ToLookup(parts => parts[2], parts => parts[3], StringComparer.Ordinal);
        var names = await Dashboards.NamesAsync();
        Assert.Multiple(() =>
        {
            Assert.That(names, Has.Count.GreaterThan(40));
            Assert.That(names.Where(name => !shown.Contains(name) && !IsPartOfHistogram(name, shown)), Is.Empty);
            Assert.That(shown.Where(kinds => kinds.Count() > 1).Select(kinds => kinds.Key), Is.Empty, "shown twice: a sum over it counts double");
        });
    }

    [Test]
    public async Task Consumers_AreShownToKeepUp() => await _prometheus.UntilAsync("count(aiops_consumer_lag{consumer=~\"remediation|notifier|incident-times\"} == 0) == 3");

    private static bool IsPartOfHistogram(string name, ILookup<string, string> shown) =>
        new[] { "_bucket", "_sum", "_count" }.Any(part => name.EndsWith(part, StringComparison.Ordinal) && shown[name[..^part.Length]].Contains("histogram"));

    // the runbook may act only after somebody was called and acknowledged: so every time between anchors is there
    private async Task BreakAndHealAsync()
    {
        await _watched.SignalAsync("-KILL");
        var id = "";
        await ServiceProcess.UntilAsync("somebody is called", Patience, async () =>
        {
            id = (await _service.ItemsAsync("/api/v1/incidents?state=active")).Select(incident => incident.GetProperty("id").GetString()!).FirstOrDefault("");
            return id.Length > 0 && (await _service.GetAsync($"/api/v1/incidents/{id}")).GetProperty("anchors").TryGetProperty("notified", out var notified) && notified.ValueKind == JsonValueKind.Object;
        });
        await _service.GrantAsync("restart-service");
        using var acknowledged = await _service.PostAsync($"/api/v1/incidents/{id}/ack", new { });
        Assert.That(acknowledged.IsSuccessStatusCode, Is.True, await acknowledged.Content.ReadAsStringAsync());
        await ServiceProcess.UntilAsync("the incident is resolved", Patience, async () => (await _service.ItemsAsync("/api/v1/incidents?state=resolved")).Count > 0);
    }
}
