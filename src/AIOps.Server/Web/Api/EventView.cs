using System.Text.Json;
using AIOps.Contracts.Storage;

namespace AIOps.Server.Web.Api;

/// <summary>An event as the API shows it.</summary>
internal sealed record EventView(long Id, DateTimeOffset At, string Stream, string Type, JsonElement Payload)
{
    public static EventView Of(StoredEvent occurred) =>
        new(occurred.Id, DateTimeOffset.FromUnixTimeMilliseconds(occurred.AtMs), occurred.Stream, occurred.Type, JsonSerializer.Deserialize<JsonElement>(occurred.Payload));
}
