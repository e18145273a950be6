using System.Globalization;

namespace AIOps.Notifications.Policy;

/// <summary>A notification in plain words, for channels that show text.</summary>
public static class IncidentText
{
    /// <summary>One line that says it all.</summary>
    /// <param name="notification">The message.</param>
    public static string Headline(Notification notification)
    {
        ArgumentNullException.ThrowIfNull(notification);
        var incident = notification.Incident;
        var mark = notification.Kind is NotificationKind.Page ? "PAGE " : "";
        return $"{mark}{notification.IncidentId} [{incident.Priority}, {Lower(incident.Severity)}] {incident.Title}: {notification.Reason}";
    }

    /// <summary>The lines below the headline.</summary>
    /// <param name="notification">The message.</param>
    public static IReadOnlyList<string> Lines(Notification notification)
    {
        ArgumentNullException.ThrowIfNull(notification);
        var incident = notification.Incident;
        var lines = new List<string>();
        if (incident.Culprit is { } culprit)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"Culprit: {culprit} ({incident.Confidence:P0} sure)"));
            lines.AddRange(incident.Evidence.Select(text => $"- {text}"));
        }
        else
        {
            lines.Add("Culprit: undetermined");
        }

        if (incident.ImpactStartedAt is { } impact)
        {
            lines.Add($"Impact since {impact:yyyy-MM-dd HH:mm:ss} UTC, {incident.Signals} signals");
        }

        if (incident.MitigatedAt is { } mitigated && incident.DetectedAt is { } detected)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"Restored {(mitigated - detected).TotalSeconds:F0} s after detection ({Lower(incident.Mode)})"));
        }

        if (incident.Runs.Count > 0)
        {
            lines.Add($"Runs: {string.Join(", ", incident.Runs)}");
        }

        if (incident.Latest.Length > 0)
        {
            lines.Add($"Latest: {incident.Latest}");
        }

        return lines;
    }

    private static string Lower(Enum value) => value.ToString().ToLowerInvariant();
}
