using System.Security.Cryptography;
using System.Text;
using AIOps.Contracts.Events;

namespace AIOps.Collectors.Alerts;

/// <summary>Makes of an Alertmanager alert ours. Pure.</summary>
internal static class AlertReader
{
    private const int MostLabels = 64;

    /// <summary>Reads one alert.</summary>
    /// <param name="alert">As it came.</param>
    /// <param name="subject">Names whom it is about.</param>
    /// <param name="authenticated">Whether its sender proved who it is.</param>
    /// <param name="now">Our clock.</param>
    /// <returns>Null when it has no labels, which is no alert.</returns>
    public static ExternalAlert? Read(AlertmanagerAlert alert, AlertSubject subject, bool authenticated, DateTimeOffset now)
    {
        if (alert.Labels is not { Count: > 0 } labels)
        {
            return null;
        }

        var firing = !string.Equals(alert.Status, "resolved", StringComparison.OrdinalIgnoreCase);
        var name = labels.GetValueOrDefault("alertname") is { Length: > 0 } given ? given : "Alert";
        return new ExternalAlert
        {
            Fingerprint = "alertmanager:" + (alert.Fingerprint is { Length: > 0 and <= 128 } fingerprint ? fingerprint : Hash(labels)),
            Source = "alertmanager",
            Name = Cut(name, 256),
            Entity = subject.Find(labels),
            Severity = SeverityOf(labels.GetValueOrDefault("severity")),
            Firing = firing,

            // While an alert fires its end is the year 1.
            StartsAt = alert.StartsAt is { Year: > 1970 } start ? start : now,
            EndsAt = firing ? null : alert.EndsAt is { Year: > 1970 } end ? end : now,
            ReceivedAt = now,
            Authenticated = authenticated,
            Summary = Cut(alert.Annotations?.GetValueOrDefault("summary") ?? alert.Annotations?.GetValueOrDefault("description") ?? name, 1024),
            Labels = labels.Take(MostLabels).ToDictionary(label => Cut(label.Key, 256), label => Cut(label.Value ?? "", 1024), StringComparer.Ordinal),
        };
    }

    private static Severity SeverityOf(string? text) => text?.ToLowerInvariant() switch
    {
        "critical" or "page" or "fatal" or "emergency" or "p1" => Severity.Critical,
        "error" or "high" or "major" or "p2" => Severity.Error,
        "info" or "informational" or "none" or "low" or "p5" => Severity.Info,
        _ => Severity.Warning,
    };

    private static string Hash(IReadOnlyDictionary<string, string> labels)
    {
        var text = string.Join('\n', labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}\0{label.Value}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
    }

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..most];
}
