using AIOps.Contracts.Incidents;
using AIOps.Contracts.Storage;
using AIOps.Server.Metrics;
using AIOps.Server.Tests.Web;

namespace AIOps.Server.Tests.Metrics;

public sealed class MetricsEndpointTests
{
    [Test]
    public async Task Metrics_PassPromtool_AndTellTheIncidentsTimes()
    {
        await using var host = await WebHost.StartAsync();
        var incident = Samples.Incident("INC-1", IncidentState.Resolved);
        await host.SaveAsync(incident with { Mode = IncidentMode.Auto, Anchors = incident.Anchors with { Mitigated = new Anchor(Samples.Start.AddSeconds(72), AnchorSource.Measured), Resolved = new Anchor(Samples.Start.AddSeconds(252), AnchorSource.Measured) } });
        await ConsumedAsync(host);
        await host.Stranger.GetStringAsync("/healthz");
        var text = await host.Stranger.GetStringAsync("/metrics");
        var (code, output) = await ExpositionTests.CheckAsync(text);
        Assert.Multiple(() =>
        {
            Assert.That(text, Does.Contain("aiops_incident_time_to_restore_seconds_sum{mode=\"auto\",service=\"service:payments\",severity=\"critical\"} 60\n"));
            Assert.That(text, Does.Contain("process_resident_memory_bytes ").And.Contain("aiops_web_requests_total"));
            Assert.That((code, output), Is.EqualTo((0, "")));
        });
    }

    /// <summary>Waits until the consumer has done every event that is there.</summary>
    private static async Task ConsumedAsync(WebHost host)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await host.Store.ReadCursorAsync(IncidentTimes.Consumer, bound.Token) < await host.Store.LastEventIdAsync(bound.Token))
        {
            await Task.Yield();
        }
    }
}
