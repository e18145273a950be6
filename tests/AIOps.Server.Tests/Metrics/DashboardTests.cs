using AIOps.Contracts.Incidents;
using AIOps.Server.Tests.Web;

namespace AIOps.Server.Tests.Metrics;

/// <summary>Panels and rules about incidents over hand-made ones, so that the figures are known; <see cref="RealDashboardTests"/> asks a service that met a fault.</summary>
public sealed class DashboardTests
{
    private WebHost _host = null!;
    private PrometheusServer _prometheus = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _host = await WebHost.StartAsync();
        await SaveAsync("INC-1", IncidentMode.Auto);
        await SaveAsync("INC-2", IncidentMode.Manual);
        await _host.SaveAsync(Samples.Incident("INC-3"));
        await _host.SaveAsync(Samples.Incident("INC-4", IncidentState.Merged));
        await _host.Client.GetStringAsync("/api/v1/incidents");
        _prometheus = await PrometheusServer.StartAsync(_host.Address, Dashboards.Rules);
        await _prometheus.UntilAsync("sum(aiops_incidents_resolved_total) == 2");
        await _prometheus.UntilAsync("rate(aiops_web_requests_total{status=\"2xx\"}[1m])");
        await _prometheus.UntilAsync("aiops:incidents_resolved:auto_share30d");
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _prometheus?.Dispose();
        await _host.DisposeAsync();
    }

    [TestCase("mttr.json")]
    [TestCase("incidents.json")]
    public async Task NoPanel_IsEmptyOrInError(string name) => Assert.That(await Dashboards.EmptyAsync(_prometheus, name), Is.Empty);

    [Test]
    public async Task Figures_AreThoseOfTheIncidents()
    {
        var mean = await _prometheus.QueryAsync("aiops:incident_time_to_restore_seconds:mean30d{severity=\"critical\"}");
        var share = await _prometheus.QueryAsync("aiops:incidents_resolved:auto_share30d");
        Assert.That((mean[0].GetProperty("value")[1].GetString(), share[0].GetProperty("value")[1].GetString()), Is.EqualTo(("60", "0.5")));
    }

    [Test]
    public async Task EveryRule_IsEvaluatedWithoutError()
    {
        var rules = (await _prometheus.RulesAsync()).EnumerateArray().SelectMany(group => group.GetProperty("rules").EnumerateArray()).ToList();
        Assert.That(rules.Where(rule => rule.GetProperty("health").GetString() == "err").Select(rule => $"{rule.GetProperty("name")}: {rule}"), Is.Empty);
        Assert.That(rules, Is.Not.Empty);
    }

    private Task SaveAsync(string id, IncidentMode mode)
    {
        var incident = Samples.Incident(id, IncidentState.Resolved);
        return _host.SaveAsync(incident with
        {
            Mode = mode,
            Anchors = incident.Anchors with
            {
                Acknowledged = new Anchor(Samples.Start.AddSeconds(60), AnchorSource.Human),
                Mitigated = new Anchor(Samples.Start.AddSeconds(72), AnchorSource.Measured),
                Resolved = new Anchor(Samples.Start.AddSeconds(252), AnchorSource.Measured),
            },
        });
    }
}
