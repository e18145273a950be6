using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AIOps.Contracts.Events;
using AIOps.Contracts.Runs;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;

namespace AIOps.Server.Tests.Web;

public sealed class InventoryTests
{
    private WebHost _host = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _host = await WebHost.StartAsync(("Web:CommandWait", "00:00:00.2"));
        var at = Samples.Start.ToUnixTimeMilliseconds();
        await _host.Store.CommitAsync(
            new StoreCommit
            {
                Documents =
                [
                    new DocumentWrite(DocumentKind.Entity, "service:orders@o-1", 0, "", "service:orders", at, AIOpsJson.Write(new EntityObservation(new EntityId("service:orders", "o-1"), at, new Dictionary<string, string> { ["zone"] = "a" }))),
                    Entity("service:cart@c-1", at, ("host.name", "web-9")),
                    Entity("host:web-9", at, ("host.id", "machine-9")),
                    Entity("host:10.0.0.9", at - 1, ("host.id", "machine-9")),
                    new DocumentWrite(DocumentKind.Edge, "e3", 0, "", "", at, AIOpsJson.Write(new EdgeObservation("service:batch", "host:10.0.0.9", EdgeKind.RunsOn, at))),
                    new DocumentWrite(DocumentKind.Edge, "e1", 0, "", "", at, AIOpsJson.Write(new EdgeObservation("service:orders", "service:payments", EdgeKind.Calls, at, 120, 3))),
                    new DocumentWrite(DocumentKind.Edge, "e2", 0, "", "", at, "{\"odd\":1}"),
                    new DocumentWrite(DocumentKind.Entity, "n2", 0, "", "", at, "{\"odd\":1}"),
                ],
                Events = [.. Enumerable.Range(1, 30).Select(i => new NewEvent($"anomaly/a{i % 10}", i > 20 ? EventTypes.AnomalyCleared : EventTypes.AnomalyRaised, AIOpsJson.Write(Samples.Anomaly($"a{i % 10}", "service:orders@o-1", "latency", Samples.Start.AddSeconds(i)) with { State = i > 25 ? AnomalyState.Cleared : AnomalyState.Open })))],
            },
            CancellationToken.None);
        await _host.SaveAsync(Samples.Run("RUN-1", "INC-1"));
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task Anomalies_AreEachShownOnce_InTheirLatestState()
    {
        var all = await GetAsync("/api/v1/anomalies");
        var open = await GetAsync("/api/v1/anomalies?state=open&entity=service:orders");
        var first = await GetAsync("/api/v1/anomalies?limit=4");
        var rest = await GetAsync($"/api/v1/anomalies?limit=100&before={first.GetProperty("next").GetInt64()}");
        Assert.Multiple(() =>
        {
            Assert.That(all.GetProperty("items").GetArrayLength(), Is.EqualTo(10));
            Assert.That(open.GetProperty("items").GetArrayLength(), Is.EqualTo(5));
            Assert.That(first.GetProperty("items").GetArrayLength(), Is.EqualTo(4));
            Assert.That(rest.GetProperty("items").GetArrayLength(), Is.GreaterThanOrEqualTo(6));
        });
    }

    [Test]
    public async Task Entities_AndTopology_AreShown_AndAnOddRowIsLeftOut()
    {
        var entities = await GetAsync("/api/v1/entities?match=o-1");
        var topology = await GetAsync("/api/v1/topology?around=service:payments");
        Assert.Multiple(() =>
        {
            Assert.That(entities.GetProperty("items")[0].GetProperty("labels").GetProperty("zone").GetString(), Is.EqualTo("a"));
            Assert.That(topology.GetProperty("workloads").EnumerateArray().Select(item => item.GetString()), Is.EqualTo(new[] { "service:orders", "service:payments" }));
            Assert.That(topology.GetProperty("edges")[0].GetProperty("errors").GetInt64(), Is.EqualTo(3));
        });
    }

    [Test]
    public async Task Topology_KnowsHostsOfLabels_AndOneNameForOneMachine()
    {
        var topology = await GetAsync("/api/v1/topology?around=host:web-9");
        Assert.That(
            topology.GetProperty("edges").EnumerateArray().Select(edge => $"{edge.GetProperty("from").GetString()} {edge.GetProperty("kind").GetString()} {edge.GetProperty("to").GetString()}"),
            Is.EquivalentTo(new[] { "service:cart runsOn host:web-9", "service:batch runsOn host:web-9" }).IgnoreCase);
    }

    [Test]
    public async Task Series_AreFound_AndTheirWindowIsThinned()
    {
        var key = new SeriesKey(new EntityId("service:orders", "o-1"), "latency", [new("route", "/buy")], "s", SeriesKind.Gauge);
        _host.History.Add(key, Enumerable.Range(0, 3_000).Select(i => (Samples.Start.AddSeconds(i), i == 1_500 ? 9.0 : 0.1)));
        var series = await GetAsync("/api/v1/series?workload=service:orders&match=lat");
        var id = series.GetProperty("items")[0].GetProperty("id").GetString();
        var windows = await GetAsync($"/api/v1/windows?series={id}&from={Samples.Start:yyyy-MM-ddTHH:mm:ssZ}&to={Samples.Start.AddHours(1):yyyy-MM-ddTHH:mm:ssZ}&points=100");
        Assert.Multiple(() =>
        {
            Assert.That(id, Is.EqualTo($"{key.Id:x16}"));
            Assert.That(windows[0].GetProperty("samples").GetInt32(), Is.EqualTo(3_000));
            Assert.That(windows[0].GetProperty("times").GetArrayLength(), Is.LessThanOrEqualTo(100));
            Assert.That(windows[0].GetProperty("values").EnumerateArray().Max(value => value.GetDouble()), Is.EqualTo(9));
        });
    }

    [Test]
    public async Task Service_IsSet_AndAudited()
    {
        var wrong = await _host.Client.PutAsJsonAsync("/api/v1/services/service:cart", new { workload = "service:cart", tier = 9 });
        foreach (var hostile in new[] { """{"workload":"service:cart","probes":null}""", """{"workload":"service:cart","members":[null]}""", """{"workload":"service:cart","limits":[{"metric":null,"upper":1}]}""", """{"workload":"service:cart","calendar":null}""" })
        {
            using var body = new StringContent(hostile, System.Text.Encoding.UTF8, "application/json");
            var refused = await _host.Client.PutAsync(new Uri("/api/v1/services/service:cart", UriKind.Relative), body);
            Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), hostile);
        }

        var right = await _host.Client.PutAsJsonAsync("/api/v1/services/service:cart", new { workload = "service:cart", tier = 1, team = "team-cart" });
        var gone = await _host.Client.DeleteAsync("/api/v1/services/service:cart");
        var again = await _host.Client.DeleteAsync("/api/v1/services/service:cart");
        Assert.That((wrong.StatusCode, right.StatusCode, gone.StatusCode, again.StatusCode), Is.EqualTo((HttpStatusCode.BadRequest, HttpStatusCode.OK, HttpStatusCode.NoContent, HttpStatusCode.NotFound)));
    }

    [Test]
    public async Task Approval_NamesThePlanThatWasSeen()
    {
        var blind = await _host.Client.PostAsJsonAsync("/api/v1/runs/RUN-1/approve", new { });
        var stale = await _host.Client.PostAsJsonAsync("/api/v1/runs/RUN-1/approve", new { planHash = "old" });
        var seen = await _host.Client.PostAsJsonAsync("/api/v1/runs/RUN-1/approve", new { planHash = new string('b', 64) });
        var asked = await _host.Store.ReadStreamAsync("run/RUN-1", 0, 10, CancellationToken.None);
        Assert.Multiple(() =>
        {
            Assert.That((blind.StatusCode, stale.StatusCode, seen.StatusCode), Is.EqualTo((HttpStatusCode.Conflict, HttpStatusCode.Conflict, HttpStatusCode.Accepted)));
            Assert.That(asked.Count(occurred => occurred.Type == EventTypes.RunCommanded), Is.EqualTo(1));
            Assert.That(AIOpsJson.Read<RunCommand>(asked[^1].Payload), Has.Property("Actor").EqualTo("ada").And.Property("Action").EqualTo(RunAction.Approve));
        });
    }

    [Test]
    public async Task Health_IsToldInWords()
    {
        var alive = await _host.Stranger.GetAsync("/healthz");
        var ready = await _host.Stranger.GetFromJsonAsync<JsonElement>("/readyz");
        Assert.Multiple(() =>
        {
            Assert.That(alive.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(ready.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("name").GetString()), Is.SupersetOf(new[] { "store", "disk", "clock", "consumers" }));
            Assert.That(ready.GetProperty("checks")[0].GetProperty("automation").GetString(), Is.Not.Empty);
        });
    }

    private async Task<JsonElement> GetAsync(string path) => await _host.Client.GetFromJsonAsync<JsonElement>(path);

    private static DocumentWrite Entity(string id, long at, params (string Key, string Value)[] labels)
    {
        var entity = EntityId.Parse(id);
        return new DocumentWrite(DocumentKind.Entity, id, 0, "", entity.Workload, at, AIOpsJson.Write(new EntityObservation(entity, at, labels.ToDictionary(label => label.Key, label => label.Value, StringComparer.Ordinal))));
    }
}
