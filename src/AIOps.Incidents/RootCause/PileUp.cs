using AIOps.Contracts.Events;
using AIOps.Contracts.Telemetry;

namespace AIOps.Incidents.RootCause;

/// <summary>Work that waits at a neighbour of a workload, and more of it than ever: what a stuck member leaves undone does harm.</summary>
internal static class PileUp
{
    private const double Clear = 5;
    private const double Times = 2;
    private static readonly string[] Waiting = ["queue", "backlog", "lag", "pending", "waiting", "depth", "oldest", "age"];

    /// <summary>The strongest series that tells of it at one of the neighbours, or null.</summary>
    public static SeriesChange? At(IEnumerable<string> neighbours, IReadOnlyDictionary<string, ServiceEvidence> services) =>
        neighbours.Select(services.GetValueOrDefault).OfType<ServiceEvidence>().SelectMany(service => service.Changes).Where(TellsOfIt).MaxBy(change => change.Score);

    private static bool TellsOfIt(SeriesChange change) =>
        change.Direction == AnomalyDirection.Up && change.Score >= Clear && change.After >= Times * Math.Abs(change.Before) && !RuntimeMetrics.Has(change.Window.Series.Metric)
        && change.Window.Series.Metric.Split('.', '_', '-', '/', ':').Any(word => Waiting.Contains(word, StringComparer.OrdinalIgnoreCase));
}
