using AIOps.Contracts.Events;

namespace AIOps.Incidents.Correlation;

/// <summary>What the input at hand changed so far.</summary>
internal sealed class ChangeSet
{
    private readonly List<OpenIncident> _changed = [];
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly List<ExternalAlert> _raw = [];

    public void Add(OpenIncident incident)
    {
        if (_ids.Add(incident.Id))
        {
            _changed.Add(incident);
        }
    }

    public void Add(ExternalAlert raw) => _raw.Add(raw);

    public CorrelationOutcome Drain(DateTimeOffset now)
    {
        if (_changed.Count == 0 && _raw.Count == 0)
        {
            return CorrelationOutcome.Nothing;
        }

        var outcome = new CorrelationOutcome([.. _changed.Select(incident => incident.Snapshot(now))], null, [.. _raw]);
        _changed.Clear();
        _ids.Clear();
        _raw.Clear();
        return outcome;
    }
}
