namespace AIOps.Server.Web.Pages;

/// <summary>A signal of an incident, ready to be drawn.</summary>
internal sealed record ChartView(string Title, string Entity, string Unit, DateTimeOffset OnsetAt, double? Lower, double? Upper, IReadOnlyList<long> Times, IReadOnlyList<double?> Values);
