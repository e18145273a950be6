using AIOps.Contracts.Catalogue;
using AIOps.Contracts.Telemetry;

namespace AIOps.Incidents.Topology;

/// <summary>
/// Who calls whom, what runs where and what depends on what, from traces, labels and the catalogue. Cycles and unknown workloads are ordinary.
/// Not thread safe: one owner writes and reads it.
/// </summary>
public sealed class TopologyGraph
{
    private static readonly IReadOnlyList<TopologyEdge> None = [];
    private readonly TopologyOptions _options;
    private readonly Dictionary<(string From, string To, EdgeKind Kind), TopologyEdge> _edges = [];
    private readonly Dictionary<string, HashSet<(string From, string To, EdgeKind Kind)>> _out = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<(string From, string To, EdgeKind Kind)>> _in = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, long>> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _aliases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _workloads = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _identities = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> _matches = new(StringComparer.Ordinal);
    private int _memberCount;

    /// <summary>Makes an empty topology.</summary>
    public TopologyGraph(TopologyOptions? options = null) => _options = options ?? new TopologyOptions();

    /// <summary>All edges.</summary>
    public IReadOnlyCollection<TopologyEdge> Edges => _edges.Values;

    /// <summary>All workloads with Unix milliseconds of their last evidence (0 when only declared).</summary>
    public IReadOnlyDictionary<string, long> Workloads => _workloads;

    /// <summary>Edges and members that the bounds refused.</summary>
    public long Refused { get; private set; }

    /// <summary>Rises with every change of the structure (not of ages and traffic).</summary>
    public long Revision { get; private set; }

    /// <summary>The workload under which another name of it is kept.</summary>
    public string Canonical(string workload)
    {
        ArgumentNullException.ThrowIfNull(workload);
        for (var hops = 0; hops < 8 && _aliases.TryGetValue(workload, out var other); hops++)
        {
            workload = other;
        }

        return workload;
    }

    /// <summary>Takes an edge that a collector saw. An edge from a workload to itself is no edge.</summary>
    public void Observe(EdgeObservation edge)
    {
        ArgumentNullException.ThrowIfNull(edge);
        AddEdge(edge.From, edge.To, edge.Kind, edge.LastSeenMs, edge.Calls, edge.Errors);
    }

    /// <summary>Takes an entity that a collector saw: its members, the host that it runs on, and other names of the same thing.</summary>
    public void Observe(EntityObservation entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        if (entity.Entity.Workload.Length == 0)
        {
            return;
        }

        MergeByIdentity(entity);
        var workload = Canonical(entity.Entity.Workload);
        See(workload, entity.LastSeenMs);
        if (entity.Entity.Member is { Length: > 0 } member)
        {
            SeeMember(workload, member, entity.LastSeenMs);
        }

        if (entity.Entity.Kind != "host")
        {
            foreach (var label in _options.HostLabels)
            {
                if (entity.Labels.TryGetValue(label, out var host) && host.Length > 0)
                {
                    AddEdge(workload, $"host:{host}", EdgeKind.RunsOn, entity.LastSeenMs, 0, 0);
                    break;
                }
            }
        }
    }

    /// <summary>Takes what the owners declare: dependencies, members, and the labels that attach other entities to the service.</summary>
    public void Declare(ServiceEntry service)
    {
        ArgumentNullException.ThrowIfNull(service);
        See(Canonical(service.Workload), 0);
        foreach (var needed in service.DependsOn)
        {
            AddEdge(service.Workload, needed, EdgeKind.DependsOn, long.MaxValue, 0, 0);
        }

        foreach (var member in service.Members)
        {
            SeeMember(Canonical(service.Workload), member.Name, 0);
        }

        if (service.Match.Count > 0)
        {
            _matches[service.Workload] = service.Match;
        }
    }

    /// <summary>Makes two names one; all edges of the first move to the second. Nothing happens when they are one already.</summary>
    public void Merge(string workload, string into)
    {
        var from = Canonical(workload);
        var to = Canonical(into);
        if (from == to)
        {
            return;
        }

        _aliases[from] = to;
        Revision++;
        foreach (var key in Keys(_out, from).Concat(Keys(_in, from)).Distinct().ToArray())
        {
            var edge = _edges[key];
            Remove(key);
            AddEdge(edge.From, edge.To, edge.Kind, edge.LastSeenMs, edge.Calls, edge.Errors, edge.FirstSeenMs);
        }

        if (_members.Remove(from, out var members))
        {
            _memberCount -= members.Count;
            foreach (var (name, seen) in members)
            {
                SeeMember(to, name, seen);
            }
        }

        if (_workloads.Remove(from, out var last))
        {
            See(to, last);
        }
    }

    /// <summary>What a workload sends requests to or depends on.</summary>
    public IEnumerable<string> Callees(string workload) =>
        Of(_out, workload).Where(edge => edge.Kind != EdgeKind.RunsOn).Select(edge => edge.To).Distinct(StringComparer.Ordinal);

    /// <summary>Who sends requests to a workload or depends on it.</summary>
    public IEnumerable<string> Callers(string workload) =>
        Of(_in, workload).Where(edge => edge.Kind != EdgeKind.RunsOn).Select(edge => edge.From).Distinct(StringComparer.Ordinal);

    /// <summary>The hosts that a workload runs on.</summary>
    public IEnumerable<string> Hosts(string workload) => Of(_out, workload).Where(edge => edge.Kind == EdgeKind.RunsOn).Select(edge => edge.To);

    /// <summary>What runs on a host.</summary>
    public IEnumerable<string> Residents(string host) => Of(_in, host).Where(edge => edge.Kind == EdgeKind.RunsOn).Select(edge => edge.From);

    /// <summary>All that an edge of any kind joins to a workload, in either direction.</summary>
    public IEnumerable<string> Neighbours(string workload) =>
        Of(_out, workload).Select(edge => edge.To).Concat(Of(_in, workload).Select(edge => edge.From)).Distinct(StringComparer.Ordinal);

    /// <summary>The edges that leave a workload.</summary>
    public IEnumerable<TopologyEdge> From(string workload) => Of(_out, workload);

    /// <summary>The edges that reach a workload.</summary>
    public IEnumerable<TopologyEdge> To(string workload) => Of(_in, workload);

    /// <summary>Members of a workload with Unix milliseconds of their last evidence (0 when only declared).</summary>
    public IReadOnlyDictionary<string, long> Members(string workload) =>
        _members.TryGetValue(Canonical(workload), out var members) ? members : System.Collections.ObjectModel.ReadOnlyDictionary<string, long>.Empty;

    /// <summary>Hops over edges of any kind and direction; null when it is more than <paramref name="most"/> or there is no way.</summary>
    public int? Distance(string from, string to, int most = 4) => ShortestPath.Find(Canonical(from), Canonical(to), most, Neighbours)?.Count - 1;

    /// <summary>Hops from a caller down to a callee; null when it is more than <paramref name="most"/> or there is no way.</summary>
    public int? Depth(string caller, string callee, int most = 4) => ShortestPath.Find(Canonical(caller), Canonical(callee), most, Callees)?.Count - 1;

    /// <summary>The shortest way of calls from a caller down to a callee, both included; null when there is none within <paramref name="most"/> hops.</summary>
    public IReadOnlyList<string>? CallPath(string caller, string callee, int most = 8) => ShortestPath.Find(Canonical(caller), Canonical(callee), most, Callees);

    /// <summary>Forgets observed edges and members that were not seen for <see cref="TopologyOptions.ForgetAfter"/>.</summary>
    /// <returns>How many edges and members went.</returns>
    public int Expire(DateTimeOffset now)
    {
        var oldest = now.ToUnixTimeMilliseconds() - (long)_options.ForgetAfter.TotalMilliseconds;
        var gone = _edges.Where(edge => edge.Value.LastSeenMs < oldest).Select(edge => edge.Key).ToArray();
        foreach (var key in gone)
        {
            Remove(key);
        }

        var count = gone.Length;
        foreach (var members in _members.Values)
        {
            foreach (var name in members.Where(member => member.Value != 0 && member.Value < oldest).Select(member => member.Key).ToArray())
            {
                members.Remove(name);
                _memberCount--;
                count++;
            }
        }

        Revision += count > 0 ? 1 : 0;
        return count;
    }

    /// <summary>All that <see cref="Load"/> needs.</summary>
    public TopologySnapshot Save() => new(
        [.. _edges.Values],
        [.. _members.SelectMany(workload => workload.Value.Select(member => new TopologyMember(workload.Key, member.Key, member.Value)))],
        new Dictionary<string, string>(_aliases, StringComparer.Ordinal),
        new Dictionary<string, long>(_workloads, StringComparer.Ordinal));

    /// <summary>Makes a topology from what <see cref="Save"/> gave.</summary>
    public static TopologyGraph Load(TopologySnapshot snapshot, TopologyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var graph = new TopologyGraph(options);
        foreach (var (name, canonical) in snapshot.Aliases)
        {
            graph._aliases[name] = canonical;
        }

        foreach (var (workload, seen) in snapshot.Workloads)
        {
            graph.See(graph.Canonical(workload), seen);
        }

        foreach (var edge in snapshot.Edges)
        {
            graph.AddEdge(edge.From, edge.To, edge.Kind, edge.LastSeenMs, edge.Calls, edge.Errors, edge.FirstSeenMs);
        }

        foreach (var member in snapshot.Members)
        {
            graph.SeeMember(graph.Canonical(member.Workload), member.Member, member.LastSeenMs);
        }

        return graph;
    }

    private static HashSet<(string From, string To, EdgeKind Kind)> Keys(Dictionary<string, HashSet<(string From, string To, EdgeKind Kind)>> index, string workload) =>
        index.TryGetValue(workload, out var keys) ? keys : [];

    private IEnumerable<TopologyEdge> Of(Dictionary<string, HashSet<(string From, string To, EdgeKind Kind)>> index, string workload) =>
        index.TryGetValue(Canonical(workload), out var keys) ? keys.Select(key => _edges[key]) : None;

    private void AddEdge(string from, string to, EdgeKind kind, long seenMs, long calls, long errors, long? firstMs = null)
    {
        from = Canonical(from);
        to = Canonical(to);
        if (from == to || from.Length == 0 || to.Length == 0)
        {
            return;
        }

        var key = (from, to, kind);
        if (_edges.TryGetValue(key, out var edge))
        {
            _edges[key] = edge with
            {
                FirstSeenMs = Math.Min(edge.FirstSeenMs, firstMs ?? edge.FirstSeenMs),
                LastSeenMs = Math.Max(edge.LastSeenMs, seenMs),
                Calls = edge.Calls + calls,
                Errors = edge.Errors + errors,
            };
        }
        else if (_edges.Count >= _options.MaxEdges)
        {
            Refused++;
            return;
        }
        else
        {
            _edges.Add(key, new TopologyEdge(from, to, kind, firstMs ?? (seenMs == long.MaxValue ? 0 : seenMs), seenMs, calls, errors));
            Index(_out, from).Add(key);
            Index(_in, to).Add(key);
            Revision++;
        }

        var at = seenMs == long.MaxValue ? 0 : seenMs;
        See(from, at);
        See(to, at);
    }

    private static HashSet<(string From, string To, EdgeKind Kind)> Index(Dictionary<string, HashSet<(string From, string To, EdgeKind Kind)>> index, string workload)
    {
        if (!index.TryGetValue(workload, out var keys))
        {
            index.Add(workload, keys = []);
        }

        return keys;
    }

    private void Remove((string From, string To, EdgeKind Kind) key)
    {
        _edges.Remove(key);
        _out[key.From].Remove(key);
        _in[key.To].Remove(key);
    }

    private void See(string workload, long seenMs) => _workloads[workload] = Math.Max(_workloads.GetValueOrDefault(workload), seenMs);

    private void SeeMember(string workload, string member, long seenMs)
    {
        if (!_members.TryGetValue(workload, out var members))
        {
            _members.Add(workload, members = new Dictionary<string, long>(StringComparer.Ordinal));
        }

        if (members.TryGetValue(member, out var last))
        {
            members[member] = Math.Max(last, seenMs);
        }
        else if (_memberCount >= _options.MaxMembers)
        {
            Refused++;
        }
        else
        {
            members.Add(member, seenMs);
            _memberCount++;
        }
    }

    private void MergeByIdentity(EntityObservation entity)
    {
        foreach (var (service, match) in _matches)
        {
            if (match.All(label => entity.Labels.TryGetValue(label.Key, out var value) && value == label.Value))
            {
                Merge(entity.Entity.Workload, service);
                return;
            }
        }

        foreach (var label in _options.IdentityLabels)
        {
            // A service carries its host's id too: only an entity of the kind that the label names is identified by it.
            var kind = label[..label.IndexOf('.', StringComparison.Ordinal)];
            if ((kind == "host") != (entity.Entity.Kind == "host") || !entity.Labels.TryGetValue(label, out var value) || value.Length == 0)
            {
                continue;
            }

            var identity = $"{entity.Entity.Kind}|{label}|{value}";
            if (!_identities.TryGetValue(identity, out var first))
            {
                _identities.Add(identity, entity.Entity.Workload);
            }
            else
            {
                Merge(entity.Entity.Workload, first);
            }
        }
    }
}
