using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Storage;
using AIOps.Incidents.Correlation;

namespace AIOps.Server.Correlate;

/// <summary>What a batch of inputs changed; the latest form of each incident is saved once.</summary>
internal sealed class PendingChanges
{
    public Dictionary<string, Incident> Incidents { get; } = new(StringComparer.Ordinal);

    public List<NewEvent> Events { get; } = [];

    public List<ExternalAlert> RawPages { get; } = [];

    /// <summary>The correlator remembers something that is on no incident; a successor must know it too.</summary>
    public bool Remembers { get; set; }

    public bool IsEmpty => Incidents.Count == 0 && Events.Count == 0 && RawPages.Count == 0 && !Remembers;

    public void Add(CorrelationOutcome outcome)
    {
        foreach (var incident in outcome.Changed)
        {
            Incidents[incident.Id] = incident;
        }

        RawPages.AddRange(outcome.RawPages);
    }
}
