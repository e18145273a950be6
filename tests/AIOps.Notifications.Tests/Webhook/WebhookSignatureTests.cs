using AIOps.Notifications.Webhook;

namespace AIOps.Notifications.Tests.Webhook;

[TestFixture]
public sealed class WebhookSignatureTests
{
    private const string Key = "0123456789abcdef0123456789abcdef";

    [Test]
    public void OwnSignature_Verifies() => Assert.That(WebhookSignature.Verify(Key, Sign(), SomeIncident.Now.AddSeconds(10), "body"u8), Is.True);

    [Test]
    public void ChangedBody_IsRefused() => Assert.That(WebhookSignature.Verify(Key, Sign(), SomeIncident.Now, "bodY"u8), Is.False);

    [Test]
    public void OtherKey_IsRefused() => Assert.That(WebhookSignature.Verify("another key that is long", Sign(), SomeIncident.Now, "body"u8), Is.False);

    [Test]
    public void OldMessage_IsRefused() => Assert.That(WebhookSignature.Verify(Key, Sign(), SomeIncident.Now.AddMinutes(6), "body"u8), Is.False);

    [Test]
    public void NewerTimestampOnAnOldSignature_IsRefused()
    {
        var forged = $"t={SomeIncident.Now.AddHours(1).ToUnixTimeSeconds()}," + Sign().Split(',')[1];
        Assert.That(WebhookSignature.Verify(Key, forged, SomeIncident.Now.AddHours(1), "body"u8), Is.False);
    }

    [TestCase("")]
    [TestCase("t=1,v1=")]
    [TestCase("t=x,v1=00")]
    [TestCase("v1=00,t=1")]
    public void Malformed_IsRefused(string signature) => Assert.That(WebhookSignature.Verify(Key, signature, SomeIncident.Now, "body"u8), Is.False);

    private static string Sign() => WebhookSignature.Sign(Key, SomeIncident.Now, "body"u8);
}
