using AIOps.Notifications.Delivery;
using AIOps.Notifications.Slack;
using Microsoft.AspNetCore.Http;

namespace AIOps.Notifications.Tests.Slack;

[TestFixture]
public sealed class SlackChannelTests
{
    [Test]
    public async Task TwoMessages_KeepASecondApart()
    {
        await using var receiver = await Receiver.StartAsync();
        var time = new EagerTime();
        using var channel = Channel(receiver.Url, time);
        await channel.SendAsync(SomeIncident.Told(), CancellationToken.None);
        await channel.SendAsync(SomeIncident.Told(), CancellationToken.None);
        Assert.That(receiver.Got, Has.Count.EqualTo(2));
        Assert.That(time.Waits, Has.Some.EqualTo(TimeSpan.FromSeconds(1)));
    }

    [Test]
    public async Task LongRetryAfter_GoesBackToTheStoreAndHoldsTheNextMessage()
    {
        await using var receiver = await Receiver.StartAsync(Busy);
        using var channel = Channel(receiver.Url, new EagerTime());
        var first = await channel.SendAsync(SomeIncident.Told(), CancellationToken.None);
        var second = await channel.SendAsync(SomeIncident.Told(), CancellationToken.None);
        Assert.That(first, Is.EqualTo(new DeliveryOutcome(DeliveryResult.TryLater, "answered 429", TimeSpan.FromSeconds(60))));
        Assert.That(second.RetryAfter, Is.GreaterThan(TimeSpan.FromSeconds(50)));
        Assert.That(receiver.Got, Has.Count.EqualTo(1), "nothing may be sent before the time that Slack named");
    }

    private static void Busy(HttpResponse response)
    {
        response.StatusCode = 429;
        response.Headers.RetryAfter = "60";
    }

    private static SlackChannel Channel(string url, TimeProvider time) =>
        new(new SlackOptions { Url = url + "/hook", AllowPrivateAddresses = true }, "", time);
}
