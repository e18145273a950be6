using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Runs;

namespace AIOps.Server.Tests.Web;

public sealed class IncidentEndpointTests
{
    private WebHost _host = null!;

    [SetUp]
    public async Task StartAsync() => _host = await WebHost.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task List_FiltersByStateAndService_AndPages()
    {
        for (var i = 1; i <= 5; i++)
        {
            await _host.SaveAsync(Samples.Incident($"INC-{i}", i == 5 ? IncidentState.Resolved : IncidentState.Open, Samples.Start.AddMinutes(i)));
        }

        var first = await GetAsync("/api/v1/incidents?state=active&service=service:payments&limit=3");
        var next = await GetAsync($"/api/v1/incidents?state=active&limit=3&offset={first.GetProperty("next").GetInt32()}");
        Assert.Multiple(() =>
        {
            Assert.That(Ids(first), Is.EqualTo(new[] { "INC-4", "INC-3", "INC-2" }));
            Assert.That(first.GetProperty("total").GetInt32(), Is.EqualTo(4));
            Assert.That(Ids(next), Is.EqualTo(new[] { "INC-1" }));
            Assert.That(first.GetProperty("items")[0].GetProperty("culprit").GetString(), Is.EqualTo("service:payments"));
            Assert.That(first.GetProperty("items")[0].TryGetProperty("timeline", out _), Is.False, "rows carry no timeline");
        });
    }

    [Test]
    public async Task Similar_NamesWhatResolvedThePastOne()
    {
        var past = Samples.Incident("INC-1", IncidentState.Resolved, Samples.Start.AddDays(-3)) with { RunIds = ["RUN-1"] };
        var end = Samples.Start.AddDays(-3).AddMinutes(2);
        await _host.SaveAsync(past with { Anchors = past.Anchors with { Mitigated = new Anchor(end, AnchorSource.Measured), Resolved = new Anchor(end.AddMinutes(3), AnchorSource.Measured) } });
        await _host.SaveAsync(Samples.Run("RUN-1", "INC-1", RunState.Succeeded) with { Verification = new VerificationResult(Verdict.Fixed, [], end) });
        await _host.SaveAsync(Samples.Incident("INC-2"));
        var found = (await GetAsync("/api/v1/incidents/INC-2/similar")).GetProperty("items").EnumerateArray().Single();
        var none = await GetAsync("/api/v1/incidents/INC-1/similar");
        Assert.Multiple(() =>
        {
            Assert.That(found.GetProperty("id").GetString(), Is.EqualTo("INC-1"));
            Assert.That(found.GetProperty("similarity").GetDouble(), Is.GreaterThan(.9));
            Assert.That(found.GetProperty("resolution").GetString(), Is.EqualTo("rollback-bad-configuration 1.2.0 fixed it"));
            Assert.That(found.GetProperty("restoredAfterSeconds").GetDouble(), Is.EqualTo(108));
            Assert.That(found.GetProperty("runs")[0].GetProperty("verdict").GetString(), Is.EqualTo("fixed").IgnoreCase);
            Assert.That(none.GetProperty("items").GetArrayLength(), Is.Zero, "a later one is no memory");
        });
    }

    [Test]
    public async Task Similar_OfAnUnknownIncident_IsNotFound() =>
        Assert.That((await _host.Client.GetAsync("/api/v1/incidents/INC-77/similar")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));

    [TestCase("/api/v1/incidents?state=closde", "state", "closde")]
    [TestCase("/api/v1/incidents?limit=501", "limit", "501")]
    [TestCase("/api/v1/incidents?offset=-1", "offset", "-1")]
    [TestCase("/api/v1/incidents?severity=loud", "severity", "loud")]
    [TestCase("/api/v1/runs?state=7", "state", "7")]
    [TestCase("/api/v1/anomalies?kind=odd", "kind", "odd")]
    [TestCase("/api/v1/windows?series=xyz", "series", "xyz")]
    [TestCase("/api/v1/windows?series=ab&points=1", "points", "1")]
    public async Task WrongValue_IsNamedWithItsPlaceAndRemedy(string path, string place, string value)
    {
        var answer = await _host.Client.GetAsync(path);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Multiple(() =>
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
            Assert.That(answer.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/problem+json"));
            Assert.That(problem.GetProperty("place").GetString(), Is.EqualTo(place));
            Assert.That(problem.GetProperty("value").GetString(), Is.EqualTo(value));
            Assert.That(problem.GetProperty("remedy").GetString(), Is.Not.Empty);
        });
    }

    [TestCase("/api/v1/incidents?limit=many")]
    [TestCase("/api/v1/incidents?from=yesterday")]
    public async Task ValueOfAnotherType_IsABadRequestThatNamesIt(string path)
    {
        var answer = await _host.Client.GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That((answer.StatusCode, text.Contains(path.Split('=')[1], StringComparison.Ordinal)), Is.EqualTo((HttpStatusCode.BadRequest, true)), text);
    }

    [Test]
    public async Task Unknown_IsNotFoundWithTheId()
    {
        var answer = await _host.Client.GetAsync("/api/v1/incidents/INC-404");
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.That((answer.StatusCode, problem.GetProperty("value").GetString()), Is.EqualTo((HttpStatusCode.NotFound, "INC-404")));
    }

    [Test]
    public async Task Acknowledge_WaitsForTheCorrelator_AndAnswersTheNewState()
    {
        await _host.SaveAsync(Samples.Incident("INC-1"));
        var applied = StandInCorrelator.ApplyNextAsync(_host, 0, (incident, command) => incident with { State = IncidentState.Acknowledged, Owner = command.Actor });
        var answer = await _host.Client.PostAsJsonAsync("/api/v1/incidents/INC-1/ack", new { note = "on it" });
        await applied;
        var incident = await answer.Content.ReadFromJsonAsync<JsonElement>();
        var audit = await GetAsync("/api/v1/audit");
        Assert.Multiple(() =>
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(incident.GetProperty("state").GetString(), Is.EqualTo("acknowledged"));
            Assert.That(incident.GetProperty("owner").GetString(), Is.EqualTo("ada"));
            Assert.That(audit.GetProperty("items")[0].GetProperty("entry").GetProperty("action").GetString(), Is.EqualTo("incident.acknowledge"));
            Assert.That(audit.GetProperty("items")[0].GetProperty("entry").GetProperty("actor").GetString(), Is.EqualTo("ada"));
        });
    }

    [Test]
    public async Task RefusalOfTheCorrelator_IsAConflictWithItsReason()
    {
        await _host.SaveAsync(Samples.Incident("INC-1"));
        var refused = StandInCorrelator.ApplyNextAsync(_host, 0, (_, _) => null);
        var answer = await _host.Client.PostAsJsonAsync("/api/v1/incidents/INC-1/resolve", new { });
        await refused;
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That((answer.StatusCode, text.Contains("it flaps", StringComparison.Ordinal)), Is.EqualTo((HttpStatusCode.Conflict, true)), text);
    }

    [TestCase("INC-1", "close", IncidentState.Open, "only a resolved incident can be closed")]
    [TestCase("INC-1", "reopen", IncidentState.Open, "only a resolved incident can be reopened")]
    [TestCase("INC-1", "ack", IncidentState.Closed, "applies to an open incident")]
    [TestCase("INC-1", "resolve", IncidentState.Merged, "was merged into")]
    public async Task IllegalTransition_IsAConflictAtOnce(string id, string verb, IncidentState state, string words)
    {
        await _host.SaveAsync(Samples.Incident(id, state));
        var answer = await _host.Client.PostAsync($"/api/v1/incidents/{id}/{verb}", null);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.That((answer.StatusCode, problem.GetProperty("detail").GetString()!.Contains(words, StringComparison.Ordinal)), Is.EqualTo((HttpStatusCode.Conflict, true)), problem.ToString());
    }

    [Test]
    public async Task CorrelatorThatIsSilent_GivesAccepted_AndTheCommandIsStored()
    {
        await using var host = await WebHost.StartAsync(("Web:CommandWait", "00:00:00.2"));
        await host.SaveAsync(Samples.Incident("INC-1"));
        var answer = await host.Client.PostAsync("/api/v1/incidents/INC-1/ack", null);
        var events = await host.Client.GetFromJsonAsync<JsonElement>("/api/v1/incidents/INC-1/events");
        Assert.Multiple(() =>
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
            Assert.That(events.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("type").GetString()), Is.EqualTo(new[] { "IncidentOpened", "IncidentCommanded" }));
        });
    }

    [TestCase("merge", "{}", "into")]
    [TestCase("split", "{\"anomalyIds\":[]}", "anomalyIds")]
    [TestCase("note", "{}", "note")]
    [TestCase("cancel", "{\"note\":\" \"}", "note")]
    [TestCase("impact-start", "{\"at\":\"2100-01-01T00:00:00Z\"}", "at")]
    public async Task CommandWithoutWhatItNeeds_IsABadValue(string verb, string body, string place)
    {
        await _host.SaveAsync(Samples.Incident("INC-1"));
        var answer = await _host.Client.PostAsync($"/api/v1/incidents/INC-1/{verb}", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.That((answer.StatusCode, problem.GetProperty("place").GetString()), Is.EqualTo((HttpStatusCode.BadRequest, place)));
    }

    [Test]
    public async Task BodyThatIsNoJson_OrTooLarge_IsRefusedWithWords()
    {
        await _host.SaveAsync(Samples.Incident("INC-1"));
        var broken = await _host.Client.PostAsync("/api/v1/incidents/INC-1/note", new StringContent("{\"note\": ", System.Text.Encoding.UTF8, "application/json"));
        var large = await _host.Client.PostAsJsonAsync("/api/v1/incidents/INC-1/note", new { note = new string('x', 80_000) });
        var longNote = await _host.Client.PostAsJsonAsync("/api/v1/incidents/INC-1/note", new { note = new string('x', 2_001) });
        Assert.Multiple(() =>
        {
            Assert.That(broken.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
            Assert.That(large.StatusCode, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
            Assert.That(longNote.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
            Assert.That(large.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/problem+json"));
        });
    }

    private static IEnumerable<string?> Ids(JsonElement page) => page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString());

    private async Task<JsonElement> GetAsync(string path) => await _host.Client.GetFromJsonAsync<JsonElement>(path);
}
