using System.Text.Json;
using AIOps.Notifications.Delivery;
using AIOps.Notifications.Webhook;
using Microsoft.AspNetCore.Http;

namespace AIOps.Notifications.Tests.Webhook;

[TestFixture]
public sealed class WebhookChannelTests
{
    private const string Key = "0123456789abcdef0123456789abcdef";

    [Test]
    public async Task Message_IsASignedCloudEvent()
    {
        await using var receiver = await Receiver.StartAsync();
        var time = new EagerTime();
        using var channel = Channel(receiver.Url, time);
        var told = SomeIncident.Told();
        var outcome = await channel.SendAsync(told, CancellationToken.None);
        Assert.That(outcome.Result, Is.EqualTo(DeliveryResult.Accepted));
        var (headers, body) = receiver.Got.Single();
        Assert.That(WebhookSignature.Verify(Key, headers[WebhookChannel.SignatureHeader], time.GetUtcNow(), body), Is.True);
        Assert.That(headers["Content-Type"], Does.StartWith("application/cloudevents+json"));
        using var json = JsonDocument.Parse(body);
        Assert.Multiple(() =>
        {
            Assert.That(json.RootElement.GetProperty("specversion").GetString(), Is.EqualTo("1.0"));
            Assert.That(json.RootElement.GetProperty("id").GetString(), Is.EqualTo(told.Id));
            Assert.That(json.RootElement.GetProperty("type").GetString(), Is.EqualTo("aiops.incident.opened"));
            Assert.That(json.RootElement.GetProperty("subject").GetString(), Is.EqualTo("INC-7"));
            Assert.That(json.RootElement.GetProperty("causalityid").GetString(), Is.EqualTo(headers[WebhookChannel.CausalityHeader]));
            Assert.That(json.RootElement.GetProperty("data").GetProperty("incident").GetProperty("culprit").GetString(), Is.EqualTo("service:shop/orders@orders-1"));
        });
    }

    [Test]
    public async Task PassingTrouble_IsTriedAgainWithTheSameDeliveryId()
    {
        await using var receiver = await Receiver.StartAsync(Status(503), Status(500));
        using var channel = Channel(receiver.Url, new EagerTime());
        var outcome = await channel.SendAsync(SomeIncident.Told(), CancellationToken.None);
        Assert.That(outcome.Result, Is.EqualTo(DeliveryResult.Accepted));
        Assert.That(receiver.Got.Select(got => got.Headers[WebhookChannel.DeliveryHeader]).Distinct().ToList(), Is.EqualTo(["INC-7/1"]));
        Assert.That(receiver.Got, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task BadRequest_IsNotTriedAgain()
    {
        await using var receiver = await Receiver.StartAsync(Status(400));
        using var channel = Channel(receiver.Url, new EagerTime());
        var outcome = await channel.SendAsync(SomeIncident.Told(), CancellationToken.None);
        Assert.That(outcome.Result, Is.EqualTo(DeliveryResult.Refused));
        Assert.That(receiver.Got, Has.Count.EqualTo(1));
    }

    [TestCase(503)]
    [TestCase(410)]
    public async Task PlaceThatDoesNotTakeIt_IsReplacedByItsFallback(int status)
    {
        await using var first = await Receiver.StartAsync(Status(status), Status(status), Status(status));
        await using var second = await Receiver.StartAsync();
        using var channel = Channel(first.Url, new EagerTime(), second.Url);
        var outcome = await channel.SendAsync(SomeIncident.Told(), CancellationToken.None);
        Assert.That((outcome.Result, outcome.Detail), Is.EqualTo((DeliveryResult.Accepted, $"answered {status}; its fallback: accepted")));
        Assert.That(second.Got.Single().Headers[WebhookChannel.DeliveryHeader], Is.EqualTo("INC-7/1"));
    }

    [Test]
    public async Task PlaceThatTakesIt_LeavesItsFallbackAlone()
    {
        await using var first = await Receiver.StartAsync();
        await using var second = await Receiver.StartAsync();
        using var channel = Channel(first.Url, new EagerTime(), second.Url);
        Assert.That((await channel.SendAsync(SomeIncident.Told(), CancellationToken.None)).Result, Is.EqualTo(DeliveryResult.Accepted));
        Assert.That(second.Got, Is.Empty);
    }

    [TestCase(503, 400, DeliveryResult.TryLater)]
    [TestCase(400, 503, DeliveryResult.TryLater)]
    [TestCase(400, 400, DeliveryResult.Refused)]
    public async Task NeitherTakesIt_IsNeverCalledASuccess(int one, int other, DeliveryResult result)
    {
        await using var first = await Receiver.StartAsync(Status(one), Status(one), Status(one));
        await using var second = await Receiver.StartAsync(Status(other), Status(other), Status(other));
        using var channel = Channel(first.Url, new EagerTime(), second.Url);
        Assert.That((await channel.SendAsync(SomeIncident.Told(), CancellationToken.None)).Result, Is.EqualTo(result));
    }

    [Test]
    public async Task Redirect_IsNotFollowed()
    {
        await using var receiver = await Receiver.StartAsync(response => response.Redirect("/hook"));
        using var channel = Channel(receiver.Url, new EagerTime());
        var outcome = await channel.SendAsync(SomeIncident.Told(), CancellationToken.None);
        Assert.That(outcome.Result, Is.EqualTo(DeliveryResult.Refused));
    }

    [Test]
    public async Task PrivateAddress_IsRefusedUnlessAllowed()
    {
        await using var receiver = await Receiver.StartAsync();
        using var channel = new WebhookChannel(new WebhookOptions { Url = receiver.Url + "/hook", Key = Key }, "urn:aiops", new EagerTime());
        var outcome = await channel.SendAsync(SomeIncident.Told(), CancellationToken.None);
        Assert.That(outcome.Result, Is.EqualTo(DeliveryResult.Refused));
        Assert.That(receiver.Got, Is.Empty);
    }

    [Test]
    public async Task NobodyListens_IsLaterAndNamesNoUrl()
    {
        string url;
        await using (var receiver = await Receiver.StartAsync())
        {
            url = receiver.Url;
        }

        using var channel = Channel(url, new EagerTime());
        var outcome = await channel.SendAsync(SomeIncident.Told(), CancellationToken.None);
        Assert.That(outcome.Result, Is.EqualTo(DeliveryResult.TryLater));
        Assert.That(outcome.Detail, Does.Not.Contain("hook").And.Not.Contain("127.0.0.1"));
    }

    private static WebhookChannel Channel(string url, TimeProvider time, string? fallback = null) =>
        new(new WebhookOptions { Url = url + "/hook", FallbackUrl = fallback is null ? "" : fallback + "/hook", Key = Key, AllowPrivateAddresses = true }, "urn:aiops", time);

    private static Action<HttpResponse> Status(int status) => response => response.StatusCode = status;
}
