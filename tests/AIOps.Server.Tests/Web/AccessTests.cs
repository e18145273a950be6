using System.Net;
using System.Net.Http.Headers;
using System.Runtime.Versioning;
using System.Text;
using AIOps.Server.Configuration;
using AIOps.Server.Web;
using AIOps.Server.Web.Access;

namespace AIOps.Server.Tests.Web;

public sealed class AccessTests
{
    private WebHost _host = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _host = await WebHost.StartAsync(("Web:CommandWait", "00:00:00"), ("Web:Hosts:0", "ops.example"));
        await _host.SaveAsync(Samples.Incident("INC-1"));
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task Reading_FromLoopback_IsFree_AndAChangeIsNot()
    {
        var read = await _host.Stranger.GetAsync("/api/v1/incidents");
        var change = await _host.Stranger.PostAsync("/api/v1/incidents/INC-1/ack", null);
        Assert.Multiple(() =>
        {
            Assert.That(read.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(change.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
            Assert.That(change.Headers.WwwAuthenticate.ToString(), Does.Contain("Bearer"));
        });
    }

    [Test]
    public async Task Reading_ThroughAProxy_NeedsTheToken()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/incidents");
        request.Headers.Add("X-Forwarded-For", "203.0.113.7");
        Assert.That((await _host.Stranger.SendAsync(request)).StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [TestCase("Bearer", "wrong", ExpectedResult = HttpStatusCode.Unauthorized)]
    [TestCase("Bearer", "", ExpectedResult = HttpStatusCode.Unauthorized)]
    [TestCase("Bearer", "TOKEN", ExpectedResult = HttpStatusCode.Accepted)]
    [TestCase("Basic", "ada:TOKEN", ExpectedResult = HttpStatusCode.Accepted)]
    [TestCase("Basic", "ada:wrong", ExpectedResult = HttpStatusCode.Unauthorized)]
    [TestCase("Basic", "ada", ExpectedResult = HttpStatusCode.Unauthorized)]
    [TestCase("Digest", "TOKEN", ExpectedResult = HttpStatusCode.Unauthorized)]
    public async Task<HttpStatusCode> Change_TakesTheTokenOnly(string scheme, string text)
    {
        var secret = text.Replace("TOKEN", _host.Token, StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/incidents/INC-1/ack");
        request.Headers.Authorization = new AuthenticationHeaderValue(scheme, scheme == "Basic" ? Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)) : secret);
        return (await _host.Stranger.SendAsync(request)).StatusCode;
    }

    [TestCase("evil.example", ExpectedResult = HttpStatusCode.MisdirectedRequest)]
    [TestCase("evil.example:7070", ExpectedResult = HttpStatusCode.MisdirectedRequest)]
    [TestCase("127.0.0.1.evil.example", ExpectedResult = HttpStatusCode.MisdirectedRequest)]
    [TestCase("localhost:7070", ExpectedResult = HttpStatusCode.OK)]
    [TestCase("[::1]:7070", ExpectedResult = HttpStatusCode.OK)]
    [TestCase("ops.example", ExpectedResult = HttpStatusCode.OK)]
    public async Task<HttpStatusCode> ForeignHost_IsRefused(string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/incidents");
        request.Headers.Host = host;
        return (await _host.Stranger.SendAsync(request)).StatusCode;
    }

    [TestCase("https://evil.example", null, ExpectedResult = HttpStatusCode.Forbidden)]
    [TestCase("null", null, ExpectedResult = HttpStatusCode.Forbidden)]
    [TestCase("http://localhost:1", "same-site", ExpectedResult = HttpStatusCode.Forbidden)]
    [TestCase(null, "cross-site", ExpectedResult = HttpStatusCode.Forbidden)]
    [TestCase("OURS", "same-origin", ExpectedResult = HttpStatusCode.Accepted)]
    public async Task<HttpStatusCode> ForeignOrigin_MayChangeNothing_EvenWithTheToken(string? origin, string? site)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/incidents/INC-1/ack");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _host.Token);
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin == "OURS" ? _host.Address.GetLeftPart(UriPartial.Authority) : origin);
        }

        if (site is not null)
        {
            request.Headers.Add("Sec-Fetch-Site", site);
        }

        return (await _host.Stranger.SendAsync(request)).StatusCode;
    }

    [Test]
    public async Task EveryAnswer_CarriesTheSecurityHeaders()
    {
        var answer = await _host.Stranger.GetAsync("/nothing-here");
        Assert.Multiple(() =>
        {
            Assert.That(answer.Headers.GetValues("Content-Security-Policy").Single(), Does.Contain("default-src 'none'").And.Not.Contain("unsafe"));
            Assert.That(answer.Headers.GetValues("X-Content-Type-Options").Single(), Is.EqualTo("nosniff"));
            Assert.That(answer.Headers.GetValues("X-Frame-Options").Single(), Is.EqualTo("DENY"));
        });
    }

    [Test]
    public async Task Rate_IsBounded()
    {
        await using var host = await WebHost.StartAsync(("Web:CallsPerSecond", "5"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => host.Client.GetAsync("/api/v1/incidents")));
        Assert.That(answers.Select(answer => answer.StatusCode), Does.Contain(HttpStatusCode.TooManyRequests).And.Contain(HttpStatusCode.OK));
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    public void Token_IsMadeForItsOwnerOnly_AndKept()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("aiops-token-").FullName, "token");
        var first = AccessToken.LoadOrCreate(path);
        var text = File.ReadAllText(path).Trim();
        Assert.Multiple(() =>
        {
            Assert.That(File.GetUnixFileMode(path), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
            Assert.That(text, Has.Length.EqualTo(64));
            Assert.That(first.Matches(text), Is.True);
            Assert.That(AccessToken.LoadOrCreate(path).Matches(text), Is.True);
            Assert.That(first.Matches(text.AsSpan(0, 63)), Is.False);
            Assert.That(first.Matches(new string('x', 100_000)), Is.False);
        });
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    public void Token_ThatOthersCanRead_StopsTheStart()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("aiops-token-").FullName, "token");
        AccessToken.LoadOrCreate(path);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        Assert.That(() => AccessToken.LoadOrCreate(path), Throws.InstanceOf<StartException>().With.Message.Contains("chmod 600"));
    }

    [Test]
    public void Session_OfAnotherTokenOrTime_IsNone()
    {
        var now = Samples.Start;
        byte[] key = new byte[32];
        var cookie = Session.Write(key, "ada", now.AddHours(1));
        var forged = Session.Write(new byte[32].Select((_, i) => (byte)i).ToArray(), "mallory", now.AddHours(1));
        Assert.Multiple(() =>
        {
            Assert.That(Session.Read(key, cookie, now), Is.EqualTo("ada"));
            Assert.That(Session.Read(key, cookie, now.AddHours(2)), Is.Null);
            Assert.That(Session.Read(key, forged, now), Is.Null);
            Assert.That(Session.Read(key, "nonsense", now), Is.Null);
            Assert.That(Session.Read(key, "." + cookie, now), Is.Null);
        });
    }

    [TestCase("aiops", ExpectedResult = "token")]
    [TestCase("runbook:restart@1", ExpectedResult = "token")]
    [TestCase("ada\u202e\u001b[31m<b>", ExpectedResult = "ada31mb")]
    [TestCase("", ExpectedResult = "token")]
    public string ActorsName_IsCleaned(string name) => Caller.Clean(name);

    [Test]
    public void NoAuthentication_OnAnOpenAddress_StopsTheStart()
    {
        Assert.That(
            async () =>
            {
                await using var host = await WebHost.StartAsync(("Web:Authentication", "none"), ("test:url", "http://0.0.0.0:0"));
            },
            Throws.InstanceOf<StartException>().With.Message.Contains("Web:Authentication"));
    }

    [Test]
    public void WrongSettings_AreAllNamed()
    {
        var options = new WebOptions { Authentication = "maybe", MaxStreams = 0, CommandWait = TimeSpan.FromHours(1) };
        Assert.That(options.Check("Web").Select(mistake => mistake.Key), Is.EqualTo(new[] { "Web:Authentication", "Web:CommandWait", "Web:MaxStreams" }));
    }
}
