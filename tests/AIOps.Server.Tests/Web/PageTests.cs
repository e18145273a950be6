using System.Net;
using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Runs;
using AIOps.Contracts.Telemetry;
using AIOps.Server.Web;
using AIOps.Server.Web.Pages;

namespace AIOps.Server.Tests.Web;

public sealed class PageTests
{
    private const string Hostile = "</title><script>alert(1)</script>\" onload=\"x\u202Egnp.exe\u001b[2J\u0000&amp;'";
    private WebHost _host = null!;

    [SetUp]
    public async Task StartAsync() => _host = await WebHost.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task IncidentPage_ShowsWhatWasSeenBefore_Escaped()
    {
        await _host.SaveAsync(Samples.Incident("INC-0", IncidentState.Resolved, Samples.Start.AddDays(-3)) with
        {
            Timeline = [new TimelineEntry(Samples.Start.AddDays(-3), "state", "Open → Resolved: <b>pool</b> was doubled", "ada")],
        });
        await _host.SaveAsync(Samples.Incident("INC-1"));
        Assert.That(await LoggedInAsync("/incidents/INC-1"), Does.Contain("Seen before").And.Contain("&lt;b&gt;pool").And.Not.Contain("<b>pool"));
    }

    [Test]
    public async Task FirstPage_SaysWhatIsBroken_Why_WhatIsDone_AndWhatIsWanted()
    {
        await _host.SaveAsync(Samples.Incident("INC-1") with { RunIds = ["RUN-1"] });
        await _host.SaveAsync(Samples.Run("RUN-1", "INC-1"));
        var page = await LoggedInAsync("/");
        Assert.Multiple(() =>
        {
            Assert.That(page, Does.Contain("payments answers one request in three with an error"));
            Assert.That(page, Does.Contain("service:payments").And.Contain("86"));
            Assert.That(page, Does.Contain("its error ratio left the expected band first"));
            Assert.That(page, Does.Contain("its CPU and memory are as usual"), "what argues against is shown as well");
            Assert.That(page, Does.Contain("waits for approval"));
            Assert.That(page, Does.Contain("Approve or reject: put the configuration of 02:59 back and reload payments"));
            Assert.That(page, Does.Contain("action=\"/runs/RUN-1/approve\"").And.Contain("action=\"/incidents/INC-1/ack\""));
        });
    }

    [Test]
    public async Task NothingOpen_IsCalm_AndSaysHowToBegin()
    {
        var page = await _host.Stranger.GetStringAsync("/");
        Assert.That(page, Does.Contain("Nothing is open").And.Contain("OTEL_EXPORTER_OTLP_ENDPOINT"));
    }

    [Test]
    public async Task WithoutLogin_ThereAreNoButtons_ButAWayToLogIn()
    {
        await _host.SaveAsync(Samples.Incident("INC-1"));
        var page = await _host.Stranger.GetStringAsync("/incidents/INC-1");
        Assert.That(page, Does.Contain("/login?back=/incidents/INC-1").And.Not.Contain("action=\"/incidents/INC-1/ack\""));
    }

    [TestCase("/")]
    [TestCase("/incidents/INC-1")]
    [TestCase("/runs")]
    [TestCase("/runs/RUN-1")]
    public async Task HostileText_IsShownAndNeverRun(string path)
    {
        var anomaly = Samples.Anomaly("a", "service:x", "y", Samples.Start) with { Entity = new EntityId(Hostile, Hostile), Signal = Hostile, Unit = Hostile };
        var suspect = new Suspect { Entity = Hostile, Score = 1, For = [new EvidenceTerm(Hostile, 1, Hostile)], Against = [new EvidenceTerm(Hostile, -1, Hostile)], Signals = [new RankedSignal { Signal = Hostile, Score = 1, Unit = Hostile, Curve = [1, 2, double.NaN, 3], CurveOnset = 99 }] };
        await _host.SaveAsync(Samples.Incident("INC-1") with
        {
            Title = Hostile,
            Service = Hostile,
            Owner = Hostile,
            RunIds = ["RUN-1"],
            Page = PageDecision.None(Hostile),
            Signals = [new IncidentSignal(anomaly, Samples.Start, Hostile)],
            RootCause = new RootCauseRanking { Version = 1, At = Samples.Start, Suspects = [suspect], Confidence = 0.9, Undetermined = false, Summary = Hostile, CallPath = [Hostile, Hostile] },
            Timeline = [new TimelineEntry(Samples.Start, Hostile, Hostile, Hostile)],
        });
        await _host.SaveAsync(Samples.Run("RUN-1", "INC-1", RunState.Running) with
        {
            RunbookId = Hostile,
            Reason = Hostile,
            Steps = [new RunStep { Id = "s", Uses = Hostile, Target = Hostile, Description = Hostile, Output = Hostile, Error = Hostile }],
            Verification = new VerificationResult(Verdict.Fixed, [Hostile], Samples.Start),
        });
        var page = await LoggedInAsync(path);
        Assert.Multiple(() =>
        {
            Assert.That(page, Does.Not.Contain("<script>alert").And.Not.Contain("onload=\"x"));
            Assert.That(page, Does.Not.Contain("\u202E").And.Not.Contain("\u001b").And.Not.Contain("\u0000"));
            Assert.That(page, Does.Contain("&lt;script&gt;").And.Contain("U&#x2B;202E").Or.Contain("U+202E"));
        });
    }

    [Test]
    public async Task Page_HasNoInlineScriptOrStyle()
    {
        await _host.SaveAsync(Samples.Incident("INC-1"));
        var page = await LoggedInAsync("/incidents/INC-1");
        Assert.That(page, Does.Not.Contain(" style=").And.Not.Contain("<style").And.Not.Match("<script(?![^>]* src=)").And.Not.Match(" on[a-z]+=\""));
    }

    [Test]
    public async Task Chart_ShowsBandAndOnset_OfTheCulpritsSeries()
    {
        var key = new SeriesKey(new EntityId("service:payments", "p-1"), "error_ratio", [], "1", SeriesKind.Ratio);
        _host.History.Add(key, Enumerable.Range(-60, 180).Select(i => (Samples.Start.AddSeconds(i * 5), i < 0 ? 0.002 : 0.3)));
        var incident = Samples.Incident("INC-1");
        await _host.SaveAsync(incident with { Signals = [incident.Signals[0] with { Anomaly = incident.Signals[0].Anomaly with { SeriesId = key.Id } }] });
        var page = await _host.Stranger.GetStringAsync("/incidents/INC-1");
        Assert.That(page, Does.Contain("class=\"band\"").And.Contain("class=\"onset\"").And.Contain("began"));
    }

    [Test]
    public async Task Login_SetsAStrictHttpOnlyCookie_AndTheFormActs()
    {
        await _host.SaveAsync(Samples.Incident("INC-1"));
        var login = await _host.Stranger.PostAsync("/login", Form(("name", "grace"), ("token", _host.Token), ("back", "/incidents/INC-1")));
        var cookie = login.Headers.GetValues("Set-Cookie").Single();
        var applied = StandInCorrelator.ApplyNextAsync(_host, 0, (incident, command) => incident with { State = IncidentState.Acknowledged, Owner = command.Actor });
        using var ack = new HttpRequestMessage(HttpMethod.Post, "/incidents/INC-1/ack") { Content = Form() };
        ack.Headers.Add("Cookie", cookie.Split(';')[0]);
        ack.Headers.Add("Origin", _host.Address.GetLeftPart(UriPartial.Authority));
        var answer = await _host.Stranger.SendAsync(ack);
        await applied;
        var page = await _host.Stranger.GetStringAsync("/incidents/INC-1");
        Assert.Multiple(() =>
        {
            Assert.That(login.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
            Assert.That(login.Headers.Location!.ToString(), Is.EqualTo("/incidents/INC-1"));
            Assert.That(cookie, Does.Contain("httponly").IgnoreCase.And.Contain("samesite=strict").IgnoreCase);
            Assert.That(answer.Headers.Location!.ToString(), Is.EqualTo("/incidents/INC-1?said=done"));
            Assert.That(page, Does.Contain("grace has it"));
        });
    }

    [Test]
    public async Task KillSwitch_IsPulledAndLiftedOnThePageOfRuns()
    {
        var pulled = await _host.Client.PostAsync("/kill-switches/pull", new FormUrlEncodedContent([new("scope", "global"), new("reason", "<b>odd</b> things")]));
        var shown = await LoggedInAsync("/runs");
        var stranger = await _host.Stranger.PostAsync("/kill-switches/lift", new FormUrlEncodedContent([new("scope", "global")]));
        await _host.Client.PostAsync("/kill-switches/lift", new FormUrlEncodedContent([new("scope", "global")]));
        Assert.Multiple(async () =>
        {
            Assert.That(shown, Does.Contain("global</strong> stands still").And.Contain("&lt;b&gt;odd").And.Not.Contain("<b>odd"), $"{pulled.StatusCode}");
            Assert.That(stranger.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
            Assert.That(await LoggedInAsync("/runs"), Does.Contain("None is pulled"));
        });
    }

    [TestCase("//evil.example", ExpectedResult = "/")]
    [TestCase("https://evil.example", ExpectedResult = "/")]
    [TestCase("/\\evil.example", ExpectedResult = "/")]
    [TestCase("/runs", ExpectedResult = "/runs")]
    public async Task<string> Login_GoesBackToOurOwnPagesOnly(string back)
    {
        var login = await _host.Stranger.PostAsync("/login", Form(("name", "grace"), ("token", _host.Token), ("back", back)));
        return login.Headers.Location!.ToString();
    }

    [Test]
    public async Task Login_WithAnotherToken_SetsNoCookie()
    {
        var login = await _host.Stranger.PostAsync("/login", Form(("name", "grace"), ("token", "wrong")));
        Assert.That((login.Headers.Contains("Set-Cookie"), login.Headers.Location!.ToString().StartsWith("/login?why=", StringComparison.Ordinal)), Is.EqualTo((false, true)));
    }

    [TestCase("plain text", ExpectedResult = "plain text")]
    [TestCase("a\u0007b", ExpectedResult = "a⟨U+0007⟩b")]
    [TestCase("x\u2066y\u200b", ExpectedResult = "x⟨U+2066⟩y⟨U+200B⟩")]
    [TestCase("line\r\nnext", ExpectedResult = "line \nnext")]
    [TestCase("größe 漢字 😀", ExpectedResult = "größe 漢字 😀")]
    public string PlainText_ShowsWhatCannotBeSeen(string text) => PlainText.Clean(text);

    [Test]
    public void HalfASurrogatePair_BecomesTheReplacementCharacter() => Assert.That(PlainText.Clean("a" + (char)0xD800 + "b"), Is.EqualTo("a\uFFFDb"));

    [Test]
    public void Ask_TellsOfAHeldPage_AndOfAFailedRun()
    {
        var now = Samples.Start.AddMinutes(1);
        var held = Samples.Incident("INC-1", IncidentState.Mitigating) with { Page = new PageDecision(true, now.AddSeconds(30), "held") };
        Assert.Multiple(() =>
        {
            Assert.That(Ask.Of(held, [Samples.Run("RUN-1", "INC-1", RunState.Running)], now).Text, Does.Contain("page goes out at 03:01:30"));
            Assert.That(Ask.Of(Samples.Incident("INC-1"), [Samples.Run("RUN-1", "INC-1", RunState.Ineffective)], now).Kind, Is.EqualTo(AskKind.Take));
            Assert.That(Ask.Of(Samples.Incident("INC-1"), [], now).Text, Does.Contain("nothing is being done"));
        });
    }

    private static FormUrlEncodedContent Form(params (string Key, string Value)[] fields) => new(fields.Select(field => KeyValuePair.Create(field.Key, field.Value)));

    private async Task<string> LoggedInAsync(string path) => await _host.Client.GetStringAsync(path);
}
