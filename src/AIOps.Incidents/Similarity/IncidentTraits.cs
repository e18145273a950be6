using AIOps.Contracts.Incidents;
using AIOps.Contracts.Telemetry;
using AIOps.Incidents.Grouping;

namespace AIOps.Incidents.Similarity;

/// <summary>What an incident is recognised by: who broke, in what way, which complaints (metrics, log templates, alerts) on which workloads, and which anywhere.</summary>
internal sealed class IncidentTraits
{
    private IncidentTraits(string culprit, bool named, string manner, HashSet<string> complaints, HashSet<string> kinds) =>
        (Culprit, IsNamed, Manner, Complaints, Kinds) = (culprit, named, manner, complaints, kinds);

    /// <summary>Workload of the culprit, or of the leading signal where nobody was named.</summary>
    public string Culprit { get; }

    public bool IsNamed { get; }

    /// <summary>Kind of fault of the leading signal, else the term that spoke most for the culprit; may be empty.</summary>
    public string Manner { get; }

    /// <summary>Fingerprints: workload, signal and its lasting labels.</summary>
    public HashSet<string> Complaints { get; }

    /// <summary>The same without the workload.</summary>
    public HashSet<string> Kinds { get; }

    public static IncidentTraits Of(Incident incident)
    {
        var culprit = incident.RootCause?.Culprit;
        var complaints = new HashSet<string>(StringComparer.Ordinal);
        var kinds = new HashSet<string>(StringComparer.Ordinal);
        var fault = "";
        foreach (var (anomaly, _, _) in incident.Signals)
        {
            var complaint = Fingerprint.Of(anomaly);
            complaints.Add(complaint);
            kinds.Add(complaint[anomaly.Entity.Workload.Length..]);
            if (fault.Length == 0 && anomaly.StateFault)
            {
                fault = anomaly.FaultKind;
            }
        }

        var manner = fault.Length > 0 ? fault : culprit is null ? "" : incident.RootCause!.Suspects[0].For.MaxBy(term => term.Value)?.Name ?? "";
        return new IncidentTraits(EntityId.Parse(culprit ?? incident.AnchorEntity).Workload, culprit is not null, manner, complaints, kinds);
    }
}
