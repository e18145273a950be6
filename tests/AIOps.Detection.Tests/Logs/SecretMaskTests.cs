using AIOps.Detection.Logs;

namespace AIOps.Detection.Tests.Logs;

[TestFixture]
public sealed class SecretMaskTests
{
    [TestCase("login with password=hunter2 ok", "login with password=*** ok")]
    [TestCase("{\"password\": \"hun,ter 2\", \"user\": 5}", "{\"password\": \"***\", \"user\": 5}")]
    [TestCase("db_passwd: s3cr3t; next", "db_passwd: ***; next")]
    [TestCase("Authorization: Bearer abc123def456", "Authorization: Bearer ***")]
    [TestCase("header Bearer abc123def456 sent", "header Bearer *** sent")]
    [TestCase("Basic dXNlcjpwYXNz received", "Basic *** received")]
    [TestCase("x-api-key=K9f1 done", "x-api-key=*** done")]
    [TestCase("AWS key AKIAIOSFODNN7EXAMPLE used", "AWS key *** used")]
    [TestCase("pushed with ghp_16C7e42F292c6912E7710c838347Ae178B4a", "pushed with ***")]
    [TestCase("jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc-DEF_123", "jwt ***")]
    [TestCase("card 4111 1111 1111 1111 declined", "card *** declined")]
    [TestCase("card 4111-1111-1111-1111.", "card ***.")]
    [TestCase("card 4111111111111111", "card ***")]
    [TestCase("mail to jane.doe@example.org bounced", "mail to *** bounced")]
    [TestCase("connecting to postgres://app:pa55@db:5432/shop", "connecting to postgres://***@db:5432/shop")]
    [TestCase("GET /cb?token=Zm9v&x=1", "GET /cb?token=***&x=1")]
    [TestCase("Set-Cookie: sid=abcdef", "Set-Cookie: ***")]
    [TestCase("random aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dF3 word", "random *** word")]
    public void Secret_IsMasked(string line, string expected) => Assert.That(new SecretMask().Apply(line), Is.EqualTo(expected));

    [TestCase("-----BEGIN RSA PRIVATE KEY----- MIIEow -----END RSA PRIVATE KEY----- after", "*** after")]
    [TestCase("-----BEGIN PRIVATE KEY----- MIIEowcut", "***")]
    public void PrivateKey_IsMaskedAlsoWhenCutShort(string line, string expected) => Assert.That(new SecretMask().Apply(line), Is.EqualTo(expected));

    [TestCase("Order 5 placed in 12 ms")]
    [TestCase("trace 4bf92f3577b34da6a3ce929d0e0e4736")]
    [TestCase("used 512 tokens of 4096")]
    [TestCase("block blk_7888946331804732825 size 67108864")]
    [TestCase("2026-01-05 12:00:00.123 at org.example.shop.OrderService$$Lambda")]
    [TestCase("12345678901234567 is no card")]
    public void OrdinaryText_StaysAsItIs(string line) => Assert.That(new SecretMask().Apply(line), Is.EqualTo(line));

    [Test]
    public void ControlAndBidiCharacters_AreRemoved() =>
        Assert.That(new SecretMask().Apply("a\u001b[31mred\u001b[0m \u202eevil\u2066 b\0c"), Is.EqualTo("ared evil bc"));

    [Test]
    public void FurtherKeysAndPrefixes_AreMasked()
    {
        var mask = new SecretMask(new SecretMaskOptions { Keys = ["badge"], Prefixes = ["acme_live_"] });

        Assert.That(mask.Apply("badge: 77 with acme_live_9a8b7c6d5e"), Is.EqualTo("badge: *** with ***"));
    }

    [Test]
    public void SecretAtTheCut_IsMaskedWhole() =>
        Assert.That(new SecretMask().Apply("aaaa password=verysecretindeed"u8, 20), Does.Not.Contain("very"));
}
