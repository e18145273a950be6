using System.Text.Json;
using System.Text.Json.Serialization;
using AIOps.Contracts.Serialization;
using AIOps.Notifications.Policy;

namespace AIOps.Notifications.Webhook;

/// <summary>A notification as CloudEvents 1.0 in structured JSON mode.</summary>
internal sealed record CloudEvent
{
    [JsonPropertyName("specversion")]
    public string SpecVersion => "1.0";

    public required string Id { get; init; }

    public required string Source { get; init; }

    public required string Type { get; init; }

    public required string Subject { get; init; }

    public required DateTimeOffset Time { get; init; }

    [JsonPropertyName("datacontenttype")]
    public string DataContentType => "application/json";

    /// <summary>Extension: orders the events of one subject.</summary>
    public required string Sequence { get; init; }

    /// <summary>Extension: what comes back with it is our own echo.</summary>
    [JsonPropertyName("causalityid")]
    public required string CausalityId { get; init; }

    public required Payload Data { get; init; }

    public static byte[] Write(Notification notification, string source) => JsonSerializer.SerializeToUtf8Bytes(
        new CloudEvent
        {
            Id = notification.Id,
            Source = source,
            Type = "aiops.incident." + notification.Kind switch
            {
                NotificationKind.Opened => "opened",
                NotificationKind.Page => "paged",
                NotificationKind.Ended => "ended",
                _ => "updated",
            },
            Subject = notification.IncidentId,
            Time = notification.At,
            Sequence = $"{notification.Sequence:D10}",
            CausalityId = notification.CausalityId,
            Data = new Payload(IncidentText.Headline(notification), notification.Reason, notification.Incident),
        },
        AIOpsJson.Options);

    internal sealed record Payload(string Text, string Reason, IncidentNotice Incident);
}
