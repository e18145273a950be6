using AIOps.Notifications.Slack;
using AIOps.Notifications.Webhook;

namespace AIOps.Notifications.Tests;

[TestFixture]
public sealed class NotificationsOptionsTests
{
    [Test]
    public void AllMistakes_AreNamedAndNoSecretIsShown()
    {
        var options = new NotificationsOptions
        {
            Webhooks = [new WebhookOptions { Name = "ops", Url = "hooks/secret-path", Key = "secret-key" }],
            Slack = [new SlackOptions { Name = "ops", Url = "https://hooks.example.org/secret-path" }],
            GiveUpAfter = TimeSpan.Zero,
        };
        var mistakes = options.Check("Notifications").ToList();
        Assert.That(mistakes.Select(mistake => mistake.Key), Is.EquivalentTo(new[]
        {
            "Notifications:Webhooks:0:Url", "Notifications:Webhooks:0:Key", "Notifications:GiveUpAfter", "Notifications:*:Name",
        }));
        Assert.That(string.Join('\n', mistakes), Does.Not.Contain("secret"));
    }
}
