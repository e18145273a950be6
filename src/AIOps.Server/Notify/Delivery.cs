using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Notifications.Policy;

namespace AIOps.Server.Notify;

/// <summary>One message on its way to one channel; a document of its own, so channels never wait for each other.</summary>
internal sealed record Delivery
{
    /// <summary>Document state: not accepted yet.</summary>
    public const string Pending = "pending";

    /// <summary>Document state: accepted by the channel.</summary>
    public const string Delivered = "delivered";

    /// <summary>Document state: a later message of the same incident took its place.</summary>
    public const string Superseded = "superseded";

    /// <summary>Document state: given up; can be replayed.</summary>
    public const string Dead = "dead";

    public required Notification Notification { get; init; }

    public required string Channel { get; init; }

    public int Attempts { get; init; }

    public DateTimeOffset? NextAttemptAt { get; init; }

    public DateTimeOffset? AcceptedAt { get; init; }

    /// <summary>What the channel said last; never a secret.</summary>
    public string Detail { get; init; } = "";

    public static string IdOf(Notification notification, string channel) => $"delivery/{notification.Id}/{channel}";

    /// <summary>The write that stores it; the document's time stays the message's, so the oldest are found first.</summary>
    public DocumentWrite ToWrite(string state, long expectedVersion) => new(
        DocumentKind.Notification,
        IdOf(Notification, Channel),
        expectedVersion,
        state,
        Channel,
        Notification.At.ToUnixTimeMilliseconds(),
        AIOpsJson.Write(this));
}
