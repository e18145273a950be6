using AIOps.Contracts.Telemetry;

namespace AIOps.Server.Web.Api;

/// <summary>A series as the API shows it; the id is 16 hexadecimal digits, because JSON numbers lose such long ones.</summary>
internal sealed record SeriesView(string Id, string Entity, string Metric, IReadOnlyDictionary<string, string> Labels, string Unit, SeriesKind Kind)
{
    public static SeriesView Of(SeriesKey key) => new(
        $"{key.Id:x16}",
        key.Entity.ToString(),
        key.Metric,
        key.Labels.GroupBy(label => label.Key, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First().Value, StringComparer.Ordinal),
        key.Unit,
        key.Kind);
}
