using System.Net;
using System.Net.Http.Json;
using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Server.Detect.Teaching;

namespace AIOps.Server.Tests.Web;

public sealed class FeedbackTests
{
    private WebHost _host = null!;

    [SetUp]
    public async Task StartAsync() => _host = await WebHost.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task Word_IsStoredForTheShardAndAudited()
    {
        await RaiseAsync(AnomalyKind.Metric);
        using var answer = await _host.Client.PostAsJsonAsync("/api/v1/anomalies/a1/feedback", new { kind = "false", note = "nightly backup" });
        var stored = (await _host.Store.QueryAsync(new DocumentQuery(DocumentKind.Feedback) { States = [FeedbackDesk.Given] }, CancellationToken.None)).Single();
        var audit = await _host.Store.ReadAuditAsync(0, 100, CancellationToken.None);
        Assert.Multiple(() =>
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
            Assert.That(AIOpsJson.Read<AnomalyFeedback>(stored.Body) is { SeriesId: 42, Kind: "false", Actor: "ada", Note: "nightly backup" });
            Assert.That(audit.Select(entry => (entry.Entry.Action, entry.Entry.Actor)), Does.Contain(("anomaly.feedback", "ada")));
        });
    }

    [TestCase("a1", "maybe", AnomalyKind.Metric, HttpStatusCode.BadRequest)]
    [TestCase("a2", "false", AnomalyKind.Metric, HttpStatusCode.NotFound)]
    [TestCase("a1", "false", AnomalyKind.Log, HttpStatusCode.BadRequest)]
    public async Task WordThatCannotBeApplied_IsRefused(string id, string kind, AnomalyKind of, HttpStatusCode expected)
    {
        await RaiseAsync(of);
        using var answer = await _host.Client.PostAsJsonAsync($"/api/v1/anomalies/{id}/feedback", new { kind });
        Assert.That(answer.StatusCode, Is.EqualTo(expected), await answer.Content.ReadAsStringAsync());
    }

    [Test]
    public async Task Stranger_TeachesNothing()
    {
        await RaiseAsync(AnomalyKind.Metric);
        using var answer = await _host.Stranger.PostAsJsonAsync("/api/v1/anomalies/a1/feedback", new { kind = "false" });
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await _host.Store.CountAsync(new DocumentQuery(DocumentKind.Feedback), CancellationToken.None), Is.Zero);
    }

    [Test]
    public async Task CancelledIncident_IsAFalseAlarmOfItsSeries()
    {
        var incident = Samples.Incident("INC-1");
        await _host.SaveAsync(incident with { Signals = [.. incident.Signals.Select(signal => signal with { Anomaly = signal.Anomaly with { SeriesId = 7 } })] });
        var applying = StandInCorrelator.ApplyNextAsync(_host, (found, _) => found with { State = IncidentState.Cancelled });
        using var answer = await _host.Client.PostAsJsonAsync("/api/v1/incidents/INC-1/cancel", new { note = "a load test" });
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
        await applying;
        var stored = await _host.Store.QueryAsync(new DocumentQuery(DocumentKind.Feedback), CancellationToken.None);
        Assert.That(stored.Select(document => AIOpsJson.Read<AnomalyFeedback>(document.Body)).Select(one => (one.SeriesId, one.Kind)), Is.EqualTo(new[] { (7UL, "false") }));
    }

    private async Task RaiseAsync(AnomalyKind kind)
    {
        var anomaly = Samples.Anomaly("a1", "service:payments@p-1", "queue.length", Samples.Start) with { SeriesId = 42, Kind = kind };
        await _host.Store.CommitAsync(new StoreCommit { Events = [new NewEvent("anomaly/a1", EventTypes.AnomalyRaised, AIOpsJson.Write(anomaly))] }, CancellationToken.None);
    }
}
