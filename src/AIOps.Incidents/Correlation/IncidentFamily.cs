using AIOps.Contracts.Incidents;
using AIOps.Incidents.Grouping;
using AIOps.Incidents.Topology;

namespace AIOps.Incidents.Correlation;

/// <summary>Which incident is the child of which: a fault that spread stays apart, but says where it came from.</summary>
internal sealed class IncidentFamily(CorrelatorOptions options, TopologyGraph topology, IncidentIndex index, CorrelatorMemory memory, ChangeSet changes)
{
    public IncidentMatcher Matcher { get; } = new(options, topology);

    /// <summary>The name under which a workload is known.</summary>
    public string Canonical(string workload) => topology.Canonical(workload);

    /// <summary>Makes an incident the child of one that began before it on what it needs.</summary>
    public void FindParent(OpenIncident incident, DateTimeOffset now)
    {
        foreach (var near in Matcher.Around(incident.AnchorWorkload))
        {
            var parent = index.AnchoredAt(near).FirstOrDefault(other => other != incident && other.State is not (IncidentState.Candidate or IncidentState.Suppressed or IncidentState.Resolved));
            if (parent is not null && Matcher.Depth(incident.AnchorWorkload, near) is not null && parent.AnchorOnset <= incident.AnchorOnset + options.JoinWindow
                && memory.Learnt(incident.AnchorWorkload, near) != false)
            {
                SetParent(incident, parent, $"{incident.AnchorWorkload} needs {parent.AnchorWorkload}", now);
                return;
            }
        }
    }

    /// <summary>Tells both that the fault spread.</summary>
    public void SetParent(OpenIncident child, OpenIncident parent, string why, DateTimeOffset now)
    {
        if (parent.Record.ParentId == child.Id || child.Record.ParentId == parent.Id)
        {
            return;
        }

        child.Record = child.Record with { ParentId = parent.Id };
        child.Tell(now, "note", $"the fault of {parent.Id} spread here: {why}");
        parent.Tell(now, "note", $"spread to {child.AnchorWorkload}: {child.Id}");
        changes.Add(child);
        changes.Add(parent);
    }
}
