using AIOps.Contracts.Configuration;

namespace AIOps.Notifications.Slack;

/// <summary>A Slack incoming webhook. The URL is a secret: it is never logged.</summary>
public sealed class SlackOptions : ICheckedOptions
{
    /// <summary>Unique name of the channel.</summary>
    public string Name { get; set; } = "slack";

    /// <summary>The incoming webhook's URL.</summary>
    public string Url { get; set; } = "";

    /// <summary>True allows loopback, private and link-local addresses, for a relay of one's own.</summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>Least time between two quiet updates of one incident; what happens meanwhile is told together.</summary>
    public TimeSpan UpdateSpacing { get; set; } = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    public IEnumerable<ConfigurationMistake> Check(string section)
    {
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            yield return new($"{section}:Url", "***", "is no http or https URL", "copy the incoming webhook's URL from Slack");
        }

        if (UpdateSpacing < TimeSpan.Zero || UpdateSpacing > TimeSpan.FromHours(1))
        {
            yield return new($"{section}:UpdateSpacing", $"{UpdateSpacing}", "is outside 0 to 1 hour", "write for example 00:00:15");
        }
    }
}
