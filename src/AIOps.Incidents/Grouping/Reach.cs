using AIOps.Incidents.Topology;

namespace AIOps.Incidents.Grouping;

/// <summary>Bounded distances along what workloads need (calls, and the host at the end), remembered until the topology changes.</summary>
internal sealed class Reach(TopologyGraph topology, int most)
{
    private readonly Dictionary<string, Dictionary<string, int>> _down = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, int>> _up = new(StringComparer.Ordinal);
    private long _revision = -1;

    /// <summary>What a workload needs, directly or over others, with the number of hops.</summary>
    public IReadOnlyDictionary<string, int> Down(string workload) => Of(_down, workload, there => topology.Callees(there).Concat(topology.Hosts(there)));

    /// <summary>Who needs a workload, directly or over others, with the number of hops.</summary>
    public IReadOnlyDictionary<string, int> Up(string workload) => Of(_up, workload, there => topology.Callers(there).Concat(topology.Residents(there)));

    private Dictionary<string, int> Of(Dictionary<string, Dictionary<string, int>> cache, string workload, Func<string, IEnumerable<string>> next)
    {
        if (_revision != topology.Revision)
        {
            _down.Clear();
            _up.Clear();
            _revision = topology.Revision;
        }

        if (cache.TryGetValue(workload, out var known))
        {
            return known;
        }

        var hops = new Dictionary<string, int>(StringComparer.Ordinal) { [workload] = 0 };
        var front = new List<string> { workload };
        for (var hop = 1; hop <= most && front.Count > 0 && hops.Count < 1_024; hop++)
        {
            var further = new List<string>();
            foreach (var there in front.SelectMany(next))
            {
                if (hops.TryAdd(there, hop))
                {
                    further.Add(there);
                }
            }

            front = further;
        }

        hops.Remove(workload);
        cache[workload] = hops;
        return hops;
    }
}
