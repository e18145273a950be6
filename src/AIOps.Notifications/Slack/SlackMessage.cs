using System.Text.Json;
using AIOps.Contracts.Serialization;
using AIOps.Notifications.Policy;

namespace AIOps.Notifications.Slack;

/// <summary>
/// A notification as Slack blocks. An incoming webhook cannot change a message that it sent, so every message carries the incident's number, the running
/// count of its messages and the state now: the last one alone tells where things stand.
/// </summary>
internal static class SlackMessage
{
    private const int MostSection = 3_000;
    private const int MostBlocks = 50;

    public static byte[] Write(Notification notification, string consoleUrl)
    {
        var headline = IncidentText.Headline(notification);
        var blocks = new List<object> { Section($"*{Escape(headline)}*") };
        var lines = IncidentText.Lines(notification);
        if (lines.Count > 0)
        {
            blocks.Add(Section(string.Join('\n', lines.Select(Escape))));
        }

        var link = consoleUrl.Length == 0 ? "" : $" · <{consoleUrl.TrimEnd('/')}/incidents/{Uri.EscapeDataString(notification.IncidentId)}|open>";
        var state = notification.Incident.State.ToString().ToLowerInvariant();
        blocks.Add(Section($"{Escape(notification.IncidentId)} · message {notification.Sequence} · {state}{link}"));
        return JsonSerializer.SerializeToUtf8Bytes(new { text = Cut(Escape(headline)), blocks = blocks.Take(MostBlocks) }, AIOpsJson.Options);
    }

    /// <summary>Slack reads only these three as markup of links, mentions and broadcasts.</summary>
    internal static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);

    private static object Section(string text) => new { type = "section", text = new { type = "mrkdwn", text = Cut(text) } };

    private static string Cut(string text)
    {
        if (text.Length <= MostSection)
        {
            return text;
        }

        // never through the middle of an escape or a surrogate pair
        var end = MostSection - 1;
        var escape = text.LastIndexOf('&', end - 1, 5);
        if (escape >= 0 && text.IndexOf(';', escape) >= end)
        {
            end = escape;
        }

        if (char.IsHighSurrogate(text[end - 1]))
        {
            end--;
        }

        return string.Concat(text.AsSpan(0, end), "…");
    }
}
