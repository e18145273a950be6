using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AIOps.Contracts.Events;
using AIOps.Contracts.Telemetry;

namespace AIOps.Collectors.Alerts;

/// <summary>Reads <c>{service, environment, version, kind, summary, link, at}</c>, plain or as the data of a CloudEvent. Pure.</summary>
internal static class ChangeReader
{
    /// <summary>Reads a change.</summary>
    /// <param name="body">The JSON object.</param>
    /// <param name="subject">Names the workload that is meant.</param>
    /// <param name="authenticated">Whether its sender proved who it is.</param>
    /// <param name="now">Our clock: when it took effect, unless it says so itself.</param>
    /// <param name="mistake">What is wrong, with the remedy, when the answer is null.</param>
    public static ChangeEvent? Read(JsonElement body, AlertSubject subject, bool authenticated, DateTimeOffset now, out string mistake)
    {
        mistake = "";
        if (body.ValueKind != JsonValueKind.Object)
        {
            mistake = "the body is no JSON object; send {\"service\": \"shop/orders\", \"kind\": \"deploy\"}";
            return null;
        }

        string? id = null;
        string? time = null;
        var causality = Text(body, "causalityid");
        if (Text(body, "specversion") is not null)
        {
            id = $"{Text(body, "source")}/{Text(body, "id")}";
            time = Text(body, "time");
            if (!body.TryGetProperty("data", out body) || body.ValueKind != JsonValueKind.Object)
            {
                mistake = "the CloudEvent has no data object; put the change into data";
                return null;
            }
        }

        if (Text(body, "service") is not { Length: > 0 and <= 240 } service)
        {
            mistake = "service is missing or longer than 240 characters; name what was changed, for example shop/orders";
            return null;
        }

        time = Text(body, "at") ?? time;
        var at = now;
        if (time is not null && !DateTimeOffset.TryParse(time, out at))
        {
            mistake = $"at \"{Cut(time, 64)}\" is no time; write it as 2026-01-05T12:00:00Z";
            return null;
        }

        // A clock far ahead or a change of last year explains nothing of now.
        if (at > now + TimeSpan.FromHours(1) || at < now - TimeSpan.FromDays(30))
        {
            mistake = $"at {at:u} is more than an hour ahead or 30 days back; set the sender's clock";
            return null;
        }

        var change = new ChangeEvent
        {
            Id = Cut(id ?? Text(body, "id") ?? "", 200),
            Entity = new EntityId(subject.Workload(service)),
            Kind = Cut(Text(body, "kind") is { Length: > 0 } kind ? kind : "deploy", 64),
            At = at,
            Environment = Cut(Text(body, "environment") ?? "", 128),
            Version = Cut(Text(body, "version") ?? "", 128),
            Summary = Cut(Text(body, "summary") ?? "", 1024),
            Link = Text(body, "link") is { } link && Uri.TryCreate(link, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? Cut(link, 2048) : "",
            ReceivedAt = now,
            Authenticated = authenticated,
            CausalityId = causality ?? Text(body, "causalityid"),
        };
        return change.Id.Length > 0 ? change : change with { Id = Hash(change) };
    }

    // The same change sent twice has the same id.
    private static string Hash(ChangeEvent change) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{change.Entity}\n{change.Kind}\n{change.Environment}\n{change.Version}\n{change.Summary}\n{change.At.ToUnixTimeSeconds()}")).AsSpan(0, 12));

    private static string? Text(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) ? value.ValueKind switch { JsonValueKind.String => value.GetString(), JsonValueKind.Number => value.GetRawText(), _ => null } : null;

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..most];
}
