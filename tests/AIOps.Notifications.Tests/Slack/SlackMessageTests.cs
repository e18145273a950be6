using System.Text.Json;
using AIOps.Notifications.Slack;

namespace AIOps.Notifications.Tests.Slack;

[TestFixture]
public sealed class SlackMessageTests
{
    [Test]
    public void MarkupInATitle_IsEscaped()
    {
        var text = Text("<!channel> a & b <http://x|y>");
        Assert.That(text, Does.Contain("&lt;!channel&gt; a &amp; b"));
        Assert.That(text, Does.Not.Contain("<!channel>"));
    }

    [Test]
    public void LongTitle_StaysInsideSlacksLimits()
    {
        var body = SlackMessage.Write(SomeIncident.Told(title: new string('&', 4_000)), "https://console.example.org");
        using var json = JsonDocument.Parse(body);
        var blocks = json.RootElement.GetProperty("blocks").EnumerateArray().ToList();
        Assert.That(blocks, Has.Count.LessThanOrEqualTo(50));
        foreach (var block in blocks)
        {
            var text = block.GetProperty("text").GetProperty("text").GetString()!;
            Assert.That(text, Has.Length.LessThanOrEqualTo(3_000));
            Assert.That(text.Replace("&amp;", "", StringComparison.Ordinal), Does.Not.Contain('&'), "an escape was cut in two");
        }
    }

    private static string Text(string title)
    {
        using var json = JsonDocument.Parse(SlackMessage.Write(SomeIncident.Told(title: title), ""));
        return json.RootElement.GetProperty("text").GetString()!;
    }
}
