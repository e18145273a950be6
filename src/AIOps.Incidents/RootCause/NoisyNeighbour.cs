using AIOps.Contracts.Events;
using AIOps.Incidents.Topology;

namespace AIOps.Incidents.RootCause;

/// <summary>
/// Several services of one host become slow, each by itself, and one resident that none of them calls or is called by takes many times as much of the processor
/// or the disk as ever: they wait for what it took.
/// </summary>
internal static class NoisyNeighbour
{
    private const double ByItself = .15;
    private const double Material = 1;
    private const double Plain = 3;
    private const double Clear = 20;
    private const double Times = 3;

    /// <summary>The neighbours that explain others, with those that they explain.</summary>
    public static IEnumerable<(ServiceEvidence Neighbour, SeriesChange Change, IReadOnlyList<ServiceEvidence> Victims, string Host)> Of(IReadOnlyDictionary<string, ServiceEvidence> services, TopologyGraph topology)
    {
        foreach (var host in services.Keys.SelectMany(topology.Hosts).Distinct(StringComparer.Ordinal))
        {
            var residents = topology.Residents(host).Select(topology.Canonical).Distinct(StringComparer.Ordinal).Select(services.GetValueOrDefault).OfType<ServiceEvidence>().ToList();
            foreach (var (neighbour, taken) in residents.Select(resident => (Resident: resident, Taken: resident.Changes.Where(IsTaking).MaxBy(change => change.Score))).OrderByDescending(one => one.Taken?.Score))
            {
                var victims = taken is null ? [] : Victims(residents, neighbour);
                if (victims.Count > 1 && !victims.Exists(victim => IsRelated(neighbour.Workload, victim.Workload, topology)))
                {
                    yield return (neighbour, taken!, victims, host);
                    break;
                }
            }
        }
    }

    // by how much each became slower, not by how many seconds: who serves most of the requests would hide the others, and what usually takes no time at all would too
    private static List<ServiceEvidence> Victims(List<ServiceEvidence> residents, ServiceEvidence neighbour)
    {
        var most = residents.Where(resident => resident != neighbour).Max(resident => resident.Slow?.Felt) ?? 0;
        var least = Math.Clamp(ByItself * most, Material, Plain);
        return [.. residents.Where(resident => resident != neighbour && resident.Slow?.Felt >= least)];
    }

    private static bool IsTaking(SeriesChange change) =>
        change.Class is SignalClass.Cpu or SignalClass.Disk && change.Direction == AnomalyDirection.Up && change.Score >= Clear && change.After >= Times * Math.Abs(change.Before);

    private static bool IsRelated(string one, string other, TopologyGraph topology) => topology.CallPath(one, other) is not null || topology.CallPath(other, one) is not null;
}
