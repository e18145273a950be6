using AIOps.Contracts.Events;
using AIOps.Incidents.Correlation;
using AIOps.Incidents.Topology;

namespace AIOps.Incidents.Grouping;

/// <summary>
/// Which incident a signal belongs to. A signal joins by its relation to the incident's anchor, never by way of another member,
/// so that a chain of neighbours cannot grow over the whole system (single-link joining over-merges).
/// </summary>
internal sealed class IncidentMatcher(CorrelatorOptions options, TopologyGraph topology)
{
    private readonly Reach _reach = new(topology, options.MaxDistance);

    /// <summary>Hops from a caller down to a callee, or null.</summary>
    public int? Depth(string caller, string callee) => _reach.Down(caller).TryGetValue(callee, out var hops) ? hops : null;

    /// <summary>Workloads at which the anchor of an incident may stand that takes a signal of this one.</summary>
    public IEnumerable<string> Around(string workload)
    {
        foreach (var near in _reach.Down(workload).Keys)
        {
            yield return near;
        }

        foreach (var near in _reach.Up(workload).Keys)
        {
            yield return near;
        }

        foreach (var resident in topology.Residents(workload))
        {
            yield return resident;
        }

        foreach (var host in topology.Hosts(workload))
        {
            yield return host;
            foreach (var resident in topology.Residents(host).Take(256))
            {
                yield return resident;
            }
        }
    }

    /// <summary>The affinity of a signal on a workload to an incident; <paramref name="learnt"/> is what people said of the two workloads.</summary>
    public Relation Relate(OpenIncident incident, Anomaly anomaly, string workload, bool? learnt)
    {
        if (learnt == false)
        {
            return Relation.None;
        }

        var apart = (anomaly.OnsetAt - incident.AnchorOnset).Duration();
        var near = apart <= options.JoinWindow ? 1 - (.6 * (apart / options.JoinWindow)) : 0;
        if (workload == incident.AnchorWorkload || (incident.Has(workload) && apart <= options.MaxDuration))
        {
            // The anchor's workload goes on belonging to its incident for as long as that is open.
            return new Relation(Math.Max(near, .6), workload == incident.AnchorWorkload ? "same workload as the leading signal" : "a workload of this incident");
        }

        if (learnt == true)
        {
            return new Relation(.95, "people merged these two before");
        }

        if (near <= 0)
        {
            return Relation.None;
        }

        var (closeness, why) = Structure(incident, workload, apart);
        return new Relation(closeness * near * (.55 + (.45 * Math.Min(1, SignalWeight.Of(anomaly)))), why);
    }

    private (double Closeness, string Why) Structure(OpenIncident incident, string workload, TimeSpan apart)
    {
        var anchor = incident.AnchorWorkload;
        if (Depth(workload, anchor) is { } above)
        {
            return (above switch { 1 => .95, 2 => .75, _ => .6 }, above == 1 ? $"calls {anchor}" : $"calls {anchor} over {above - 1} others");
        }

        if (Depth(anchor, workload) is { } below and <= 2)
        {
            return (below == 1 ? .85 : .6, $"is called by {anchor}");
        }

        var hosts = topology.Hosts(workload).ToArray();
        if (hosts.Contains(anchor, StringComparer.Ordinal))
        {
            return (.8, $"runs on {anchor}");
        }

        if (topology.Hosts(anchor).Contains(workload, StringComparer.Ordinal))
        {
            return (.8, $"{anchor} runs on it");
        }

        foreach (var host in hosts)
        {
            var residents = topology.Residents(host).Take(256).ToArray();
            if (!residents.Contains(anchor, StringComparer.Ordinal))
            {
                continue;
            }

            if (incident.Has(host))
            {
                return (.7, $"shares {host}, which is affected, with {anchor}");
            }

            var affected = residents.Count(incident.Has);
            if (affected >= 2 && (affected + 1) * 2 >= residents.Length)
            {
                return (.65, $"most of what runs on {host} is affected");
            }
        }

        return topology.Edges.Count == 0 && apart <= options.JoinWindowWithoutTopology ? (.7, "began at the same time; no topology is known") : (0, "");
    }
}
