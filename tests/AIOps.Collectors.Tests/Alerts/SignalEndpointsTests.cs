using System.Net;
using System.Net.Http.Headers;
using System.Text;
using AIOps.Collectors.Alerts;
using AIOps.Collectors.Otlp;
using AIOps.Contracts.Events;
using AIOps.Contracts.Telemetry;
using AIOps.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AIOps.Collectors.Tests.Alerts;

/// <summary>The endpoints on a real Kestrel.</summary>
public sealed class SignalEndpointsTests
{
    private const string Firing = """
        {"version":"4","groupKey":"{}:{}","truncatedAlerts":0,"status":"firing","receiver":"aiops","groupLabels":{},"commonLabels":{},"commonAnnotations":{},"externalURL":"http://am",
         "alerts":[{"status":"firing","labels":{"alertname":"HighLatency","severity":"critical","service_name":"orders"},"annotations":{"summary":"slow"},"startsAt":"2026-01-05T11:59:00Z","endsAt":"0001-01-01T00:00:00Z","generatorURL":"http://p","fingerprint":"abc"},
                   {"status":"resolved","labels":{"alertname":"DiskFull","node":"n1"},"annotations":{},"startsAt":"2026-01-05T11:00:00Z","endsAt":"2026-01-05T11:30:00Z"},
                   {"status":"firing"}, null]}
        """;

    private readonly RecordingSink _sink = new();
    private CollectorInstruments _instruments = null!;
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    [SetUp]
    public async Task SetUp()
    {
        _instruments = new CollectorInstruments();
        _sink.Signals.Clear();
        _sink.Answer = AcceptResult.Ok;
        var time = new ManualTime();
        var options = new SignalOptions { MaxBodyBytes = 20_000, MaxSignalsPerMinute = 10, Heartbeats = { new HeartbeatOptions { Name = "backup" } } };
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(new SignalIntake(
            options, new AlertSubject(null), new HeartbeatBook(options.Heartbeats, time.GetUtcNow()), new SignalRate(options.MaxSignalsPerMinute, time), new IngestAuthorization(token => token == "secret"),
            new BytesInFlight(1 << 20, _instruments), _sink, _instruments, time));
        _app = builder.Build();
        _app.MapSignals();
        await _app.StartAsync();
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()), Timeout = TimeSpan.FromSeconds(20) };
    }

    [TearDown]
    public async Task TearDown()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        _instruments.Dispose();
    }

    [Test]
    public async Task Alertmanager_AlertsAreTakenAndTheBadOnesCounted()
    {
        using var answer = await Post("/api/v1/webhooks/alertmanager", Firing);
        var alerts = _sink.Signals.Cast<ExternalAlert>().ToList();
        Assert.Multiple(() =>
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(alerts.Select(alert => (alert.Name, alert.Firing, alert.Severity, alert.Entity.ToString(), alert.Authenticated)), Is.EqualTo(new[]
            {
                ("HighLatency", true, Severity.Critical, "service:orders", false), ("DiskFull", false, Severity.Warning, "host:n1", false),
            }));
            Assert.That(alerts[0].EndsAt, Is.Null);
            Assert.That(alerts[0].Fingerprint, Is.EqualTo("alertmanager:abc"));
            Assert.That(_instruments.Refused(Collector.Alerts, Refusal.Malformed), Is.EqualTo(2));
        });
    }

    [Test]
    public async Task Token_MakesTheSignalAuthenticated()
    {
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "secret");
        using var answer = await Post("/api/v1/webhooks/alertmanager", Firing);
        Assert.That(_sink.Signals.Select(signal => signal.Authenticated), Is.All.True);
    }

    [Test]
    public async Task Echo_IsDroppedAndCounted()
    {
        using var answer = await Post("/api/v1/webhooks/alertmanager", Firing.Replace("\"summary\":\"slow\"", "\"causalityid\":\"aiops:17\"", StringComparison.Ordinal));
        _client.DefaultRequestHeaders.Add("X-AIOps-Causality", "aiops:17");
        using var second = await Post("/api/v1/changes", """{"service":"orders"}""");
        Assert.Multiple(() =>
        {
            Assert.That((answer.StatusCode, second.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.Accepted)));
            Assert.That(_sink.Signals.Cast<ExternalAlert>().Select(alert => alert.Name), Is.EqualTo(new[] { "DiskFull" }));
            Assert.That(_instruments.Refused(Collector.Alerts, Refusal.Echo) + _instruments.Refused(Collector.Changes, Refusal.Echo), Is.EqualTo(2));
        });
    }

    [Test]
    public async Task Overload_Is503SoThatAlertmanagerComesBack()
    {
        _sink.Answer = new AcceptResult(RetryAfter: TimeSpan.FromSeconds(1));
        using var jam = await Post("/api/v1/webhooks/alertmanager", Firing);
        _sink.Answer = AcceptResult.Ok;
        using var first = await Post("/api/v1/webhooks/alertmanager", Firing);
        using var flood = await Post("/api/v1/webhooks/alertmanager", Firing);
        Assert.Multiple(() =>
        {
            Assert.That((jam.StatusCode, first.StatusCode, flood.StatusCode), Is.EqualTo((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable)));
            Assert.That(flood.Headers.RetryAfter, Is.Not.Null);
        });
    }

    [TestCase("""{"service":"shop/orders","version":"1.2.3","kind":"deploy","summary":"new checkout","at":"2026-01-05T11:59:30Z"}""")]
    [TestCase("""{"specversion":"1.0","id":"7","source":"ci","type":"deploy","time":"2026-01-05T11:59:30Z","data":{"service":"shop/orders","version":"1.2.3","summary":"new checkout"}}""")]
    public async Task Change_IsTaken(string body)
    {
        using var answer = await Post("/api/v1/changes", body);
        var change = (ChangeEvent)_sink.Signals.Single();
        Assert.Multiple(() =>
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
            Assert.That((change.Entity.Workload, change.Version, change.Kind, change.Summary), Is.EqualTo(("service:shop/orders", "1.2.3", "deploy", "new checkout")));
            Assert.That(change.At, Is.EqualTo(new DateTimeOffset(2026, 1, 5, 11, 59, 30, TimeSpan.Zero)));
            Assert.That(change.Id, Is.Not.Empty);
        });
    }

    [TestCase("/api/v1/changes", "{}", "service is missing")]
    [TestCase("/api/v1/changes", "[1]", "no JSON object")]
    [TestCase("/api/v1/changes", "{nonsense", "no JSON")]
    [TestCase("/api/v1/changes", """{"service":"a","at":"yesterday"}""", "is no time")]
    [TestCase("/api/v1/changes", """{"service":"a","at":"1970-01-01T00:00:00Z"}""", "30 days back")]
    [TestCase("/api/v1/webhooks/alertmanager", "{\"alerts\":7}", "Alertmanager webhook")]
    public async Task Malformed_Is400WithTheRemedy(string path, string body, string expected)
    {
        using var answer = await Post(path, body);
        Assert.Multiple(async () =>
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
            Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain(expected));
            Assert.That(_sink.Signals, Is.Empty);
        });
    }

    [Test]
    public async Task TooLargeAndNotJson_AreRefused()
    {
        using var large = await Post("/api/v1/changes", new string(' ', 30_000));
        using var text = await Post("/api/v1/changes", "{}", "text/plain");
        Assert.That((large.StatusCode, text.StatusCode), Is.EqualTo((HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.UnsupportedMediaType)));
    }

    [TestCase("backup", HttpStatusCode.NoContent)]
    [TestCase("other", HttpStatusCode.NotFound)]
    public async Task Heartbeat_IsTakenWhenExpected(string name, HttpStatusCode expected)
    {
        using var answer = await _client.PostAsync(new Uri($"/api/v1/heartbeats/{name}", UriKind.Relative), null);
        Assert.That(answer.StatusCode, Is.EqualTo(expected));
    }

    private async Task<HttpResponseMessage> Post(string path, string body, string type = "application/json")
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        return await _client.PostAsync(new Uri(path, UriKind.Relative), content);
    }
}
