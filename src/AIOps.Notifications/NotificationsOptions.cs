using AIOps.Contracts.Configuration;
using AIOps.Notifications.Slack;
using AIOps.Notifications.Webhook;

namespace AIOps.Notifications;

/// <summary>Section <c>Notifications</c>: the channels. Without any, messages go to the log.</summary>
public sealed class NotificationsOptions : ICheckedOptions
{
    /// <summary>Address of the console as people reach it, for links; empty for none.</summary>
    public string ConsoleUrl { get; set; } = "";

    /// <summary>How long a message is tried before it becomes a dead letter.</summary>
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Webhooks of our own format.</summary>
    public IList<WebhookOptions> Webhooks { get; init; } = [];

    /// <summary>Slack incoming webhooks.</summary>
    public IList<SlackOptions> Slack { get; init; } = [];

    /// <inheritdoc/>
    public IEnumerable<ConfigurationMistake> Check(string section)
    {
        var mistakes = Webhooks.SelectMany((webhook, index) => webhook.Check($"{section}:Webhooks:{index}"))
            .Concat(Slack.SelectMany((slack, index) => slack.Check($"{section}:Slack:{index}")));
        foreach (var mistake in mistakes)
        {
            yield return mistake;
        }

        if (GiveUpAfter < TimeSpan.FromMinutes(1) || GiveUpAfter > TimeSpan.FromDays(7))
        {
            yield return new($"{section}:GiveUpAfter", $"{GiveUpAfter}", "is outside 1 minute to 7 days", "write for example 1.00:00:00");
        }

        if (ConsoleUrl.Length > 0 && !Uri.TryCreate(ConsoleUrl, UriKind.Absolute, out _))
        {
            yield return new($"{section}:ConsoleUrl", ConsoleUrl, "is no URL", "write for example https://aiops.example.org");
        }

        var names = Webhooks.Select(webhook => webhook.Name).Concat(Slack.Select(slack => slack.Name)).ToList();
        foreach (var name in names.Where(name => name.Length is 0 or > 64 || name.Contains('/', StringComparison.Ordinal)).Distinct(StringComparer.Ordinal))
        {
            yield return new($"{section}:*:Name", name, "is empty, longer than 64 characters or contains a slash", "give each channel a short name");
        }

        foreach (var twice in names.GroupBy(name => name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            yield return new($"{section}:*:Name", twice.Key, "is used by two channels", "give each channel a name of its own");
        }
    }
}
