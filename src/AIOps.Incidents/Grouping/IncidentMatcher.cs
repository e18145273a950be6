using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
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

    /// <summary>What a workload needs, directly or over others.</summary>
    public IEnumerable<string> Below(string workload) => _reach.Down(workload).Keys;

    /// <summary>Workloads at which the anchor of an incident may stand that takes a signal of this one.</summary>
    public IReadOnlyList<string> Around(string workload) => _reach.Around(workload);

    /// <summary>The affinity of a signal on a workload to an incident; <paramref name="learnt"/> is what people said of the two workloads.</summary>
    public Relation Relate(OpenIncident incident, Anomaly anomaly, string workload, bool? learnt)
    {
        if (learnt == false)
        {
            return Relation.None;
        }

        var weight = SignalWeight.Of(anomaly);
        var apart = incident.Apart(anomaly);
        if (workload == incident.AnchorWorkload)
        {
            // The anchor's workload goes on belonging to its incident for as long as that is open; one that nothing confirmed goes stale.
            var stale = incident is { State: IncidentState.Candidate, Record.Predicted: false } && apart > options.JoinWindow;
            return stale ? Relation.None : new Relation(Math.Max(1.1 * Near(incident, anomaly, apart, options.JoinWindow) * Credit(weight), options.JoinBar + .05), "same workload as the leading signal", apart <= options.JoinWindow);
        }

        if (learnt == true)
        {
            return new Relation(.95, "people merged these two before", apart <= options.JoinWindow);
        }

        // How far apart two signals may begin depends on the milder of them: chance brings mild ones together often, strong ones seldom.
        var window = options.JoinWindow * Math.Clamp(Math.Min(weight, incident.AnchorWeight), .3, 1);
        var member = incident.Has(workload);
        if (apart > window && !member)
        {
            return Relation.None;
        }

        var (closeness, why) = Structure(incident, workload, anomaly.OnsetAt);
        if (member && closeness < .8)
        {
            (closeness, why) = (.8, "a workload of this incident");
        }

        // A cause begins before its symptoms: the other order needs to be nearer.
        var early = Depth(workload, incident.AnchorWorkload) is not null && anomaly.OnsetAt < incident.AnchorOnset;
        var near = Near(incident, anomaly, early ? 1.5 * apart : apart, window);
        if (near > 0)
        {
            return new Relation(closeness * near * Credit(weight) * (.6 + (.4 * Math.Min(1, incident.AnchorWeight))), why, true);
        }

        // Long after the incident was last active a mild signal on one of its workloads is no evidence of it; a strong one is, until something explains it better.
        return member && weight >= .5 * options.OpenBar && anomaly.OnsetAt >= incident.AnchorOnset && anomaly.OnsetAt - incident.AnchorOnset <= options.MaxDuration
            ? new Relation(options.JoinBar + .01, "a workload of this incident", false)
            : Relation.None;
    }

    private static double Credit(double weight) => .55 + (.45 * Math.Min(1, weight));

    /// <summary>1 when a signal begins with the incident, less the longer after it was last active, and a little less the older the incident is: of two that explain it as well the younger does, since symptoms follow soon; 0 outside the window.</summary>
    private double Near(OpenIncident incident, Anomaly anomaly, TimeSpan apart, TimeSpan window)
    {
        if (apart > window)
        {
            return 0;
        }

        var age = (anomaly.OnsetAt - incident.AnchorOnset) / (2 * options.JoinWindow);
        return 1 - (.6 * (apart / window)) - (.3 * Math.Clamp(age, 0, 1));
    }

    private (double Closeness, string Why) Structure(OpenIncident incident, string workload, DateTimeOffset onset)
    {
        var anchor = incident.AnchorWorkload;
        if (Depth(workload, anchor) is { } above)
        {
            return (above switch { 1 => .95, 2 => .75, _ => .6 }, above > 1 ? $"needs {anchor} over {above - 1} others" : anchor.StartsWith("host:", StringComparison.Ordinal) ? $"runs on {anchor}" : $"calls {anchor}");
        }

        if (Depth(anchor, workload) is { } below and <= 2)
        {
            return (below == 1 ? .85 : .6, $"is needed by {anchor}");
        }

        foreach (var host in _reach.Hosts(workload))
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

        return topology.Edges.Count == 0 && (onset - incident.AnchorOnset).Duration() <= options.JoinWindowWithoutTopology ? (.7, "began at the same time; no topology is known") : (0, "");
    }
}
