using System.Text;
using AIOps.Contracts.Configuration;

namespace AIOps.Notifications.Webhook;

/// <summary>A webhook of our own format. URL and key are secrets: they are never logged.</summary>
public sealed class WebhookOptions : ICheckedOptions
{
    /// <summary>Shortest key that HMAC-SHA256 is worth.</summary>
    private const int LeastKeyBytes = 16;

    /// <summary>Unique name of the channel.</summary>
    public string Name { get; set; } = "webhook";

    /// <summary>Where messages go.</summary>
    public string Url { get; set; } = "";

    /// <summary>Where a message goes that <see cref="Url"/> does not take, with the same key; empty for nowhere.</summary>
    public string FallbackUrl { get; set; } = "";

    /// <summary>Key of the signature, UTF-8.</summary>
    public string Key { get; set; } = "";

    /// <summary>True allows loopback, private and link-local addresses.</summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ConfigurationMistake> Check(string section)
    {
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            yield return new($"{section}:Url", "***", "is no http or https URL", "write the full address, for example https://ops.example.org/aiops");
        }

        if (FallbackUrl.Length > 0 && (!Uri.TryCreate(FallbackUrl, UriKind.Absolute, out var second) || second.Scheme is not ("http" or "https")))
        {
            yield return new($"{section}:FallbackUrl", "***", "is no http or https URL", "write the full address, or leave it empty");
        }

        if (Encoding.UTF8.GetByteCount(Key) < LeastKeyBytes)
        {
            yield return new($"{section}:Key", "***", $"is shorter than {LeastKeyBytes} bytes", "generate one: openssl rand -hex 32");
        }
    }
}
