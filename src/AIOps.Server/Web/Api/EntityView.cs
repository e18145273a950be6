using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;

namespace AIOps.Server.Web.Api;

/// <summary>An entity as the API shows it.</summary>
internal sealed record EntityView(string Id, string Workload, string? Member, DateTimeOffset LastSeenAt, IReadOnlyDictionary<string, string> Labels)
{
    public static EntityView Of(Document document)
    {
        var seen = Stored.TryRead<EntityObservation>(document);
        var entity = seen?.Entity ?? EntityId.Parse(document.Id);
        return new EntityView(entity.ToString(), entity.Workload, entity.Member, DateTimeOffset.FromUnixTimeMilliseconds(seen?.LastSeenMs ?? document.AtMs), seen?.Labels ?? new Dictionary<string, string>(StringComparer.Ordinal));
    }
}
