using AIOps.Incidents.Topology;

namespace AIOps.Incidents.Grouping;

/// <summary>Bounded distances along what workloads need (calls, and the host at the end), remembered until the topology changes.</summary>
internal sealed class Reach(TopologyGraph topology, int most)
{
    private const int MaxResidents = 256;
    private readonly Dictionary<string, Dictionary<string, int>> _down = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, int>> _up = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string[]> _around = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string[]> _hosts = new(StringComparer.Ordinal);
    private long _revision = -1;

    /// <summary>What a workload needs, directly or over others, with the number of hops.</summary>
    public IReadOnlyDictionary<string, int> Down(string workload) => Of(_down, workload, there => topology.Callees(there).Concat(topology.Hosts(there)));

    /// <summary>Who needs a workload, directly or over others, with the number of hops.</summary>
    public IReadOnlyDictionary<string, int> Up(string workload) => Of(_up, workload, there => topology.Callers(there).Concat(topology.Residents(there)));

    /// <summary>The hosts that a workload runs on.</summary>
    public IReadOnlyList<string> Hosts(string workload)
    {
        Refresh();
        if (!_hosts.TryGetValue(workload, out var hosts))
        {
            hosts = [.. topology.Hosts(workload)];
            _hosts.Add(workload, hosts);
        }

        return hosts;
    }

    /// <summary>What a workload needs, who needs it, and what shares a host with it; each once.</summary>
    public IReadOnlyList<string> Around(string workload)
    {
        Refresh();
        if (!_around.TryGetValue(workload, out var around))
        {
            around = [.. Down(workload).Keys.Concat(Up(workload).Keys).Concat(Hosts(workload).SelectMany(host => topology.Residents(host).Take(MaxResidents))).Distinct(StringComparer.Ordinal)];
            _around.Add(workload, around);
        }

        return around;
    }

    private Dictionary<string, int> Of(Dictionary<string, Dictionary<string, int>> cache, string workload, Func<string, IEnumerable<string>> next)
    {
        Refresh();
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

    private void Refresh()
    {
        if (_revision != topology.Revision)
        {
            _down.Clear();
            _up.Clear();
            _around.Clear();
            _hosts.Clear();
            _revision = topology.Revision;
        }
    }
}
