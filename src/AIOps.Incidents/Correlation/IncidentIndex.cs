using AIOps.Contracts.Incidents;
using AIOps.Incidents.Grouping;

namespace AIOps.Incidents.Correlation;

/// <summary>The incidents at work, found by id, signal, workload, anchor and fingerprint.</summary>
internal sealed class IncidentIndex
{
    private readonly Dictionary<string, OpenIncident> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _bySignal = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<OpenIncident>> _byWorkload = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<OpenIncident>> _byAnchor = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _byFingerprint = new(StringComparer.Ordinal);

    public IReadOnlyCollection<OpenIncident> All => _byId.Values;

    public OpenIncident? Find(string id) => _byId.GetValueOrDefault(id);

    public OpenIncident? OfSignal(string anomalyId) => _bySignal.TryGetValue(anomalyId, out var id) ? Find(id) : null;

    public OpenIncident? OfFingerprint(string fingerprint) => _byFingerprint.TryGetValue(fingerprint, out var id) ? Find(id) : null;

    public IEnumerable<OpenIncident> At(string workload) => _byWorkload.TryGetValue(workload, out var there) ? there : [];

    public IEnumerable<OpenIncident> AnchoredAt(string workload) => _byAnchor.TryGetValue(workload, out var there) ? there : [];

    /// <summary>Adds the incidents with signals on a workload to a set.</summary>
    public void CollectAt(string workload, HashSet<OpenIncident> into) => Collect(_byWorkload, workload, into);

    /// <summary>Adds the incidents whose anchor is a workload to a set.</summary>
    public void CollectAnchoredAt(string workload, HashSet<OpenIncident> into) => Collect(_byAnchor, workload, into);

    public void Add(OpenIncident incident)
    {
        _byId[incident.Id] = incident;
        Link(incident);
    }

    /// <summary>Brings the look-ups up to date after signals or the anchor changed.</summary>
    public void Link(OpenIncident incident)
    {
        foreach (var signal in incident.Signals)
        {
            _bySignal[signal.Anomaly.Id] = incident.Id;
        }

        foreach (var workload in incident.Workloads)
        {
            Put(_byWorkload, workload, incident);
        }

        Put(_byAnchor, incident.AnchorWorkload, incident);
    }

    public void LinkSignal(OpenIncident incident, string anomalyId, string workload)
    {
        _bySignal[anomalyId] = incident.Id;
        Put(_byWorkload, workload, incident);
    }

    public void MoveAnchor(OpenIncident incident, string workload)
    {
        Take(_byAnchor, incident.AnchorWorkload, incident);
        incident.AnchorWorkload = workload;
        Put(_byAnchor, workload, incident);
    }

    /// <summary>A resolved incident takes no new signals, but those that it had may bring it back.</summary>
    public void Rest(OpenIncident incident)
    {
        Unlink(incident);
        foreach (var signal in incident.Signals)
        {
            _byFingerprint[Fingerprint.Of(signal.Anomaly)] = incident.Id;
        }
    }

    public void Wake(OpenIncident incident)
    {
        foreach (var signal in incident.Signals)
        {
            _byFingerprint.Remove(Fingerprint.Of(signal.Anomaly));
        }

        Link(incident);
    }

    /// <summary>Forgets an incident that is final.</summary>
    public void Remove(OpenIncident incident)
    {
        Unlink(incident);
        _byId.Remove(incident.Id);
        foreach (var signal in incident.Signals)
        {
            if (_bySignal.TryGetValue(signal.Anomaly.Id, out var id) && id == incident.Id)
            {
                _bySignal.Remove(signal.Anomaly.Id);
            }

            var fingerprint = Fingerprint.Of(signal.Anomaly);
            if (_byFingerprint.TryGetValue(fingerprint, out id) && id == incident.Id)
            {
                _byFingerprint.Remove(fingerprint);
            }
        }
    }

    public void Unlink(OpenIncident incident)
    {
        foreach (var workload in incident.Workloads)
        {
            Take(_byWorkload, workload, incident);
        }

        Take(_byAnchor, incident.AnchorWorkload, incident);
    }

    public static bool TakesSignals(IncidentState state) =>
        state is IncidentState.Candidate or IncidentState.Open or IncidentState.Acknowledged or IncidentState.Mitigating or IncidentState.Monitoring or IncidentState.Suppressed;

    private static void Collect(Dictionary<string, HashSet<OpenIncident>> index, string key, HashSet<OpenIncident> into)
    {
        if (index.TryGetValue(key, out var there))
        {
            foreach (var incident in there)
            {
                into.Add(incident);
            }
        }
    }

    private static void Put(Dictionary<string, HashSet<OpenIncident>> index, string key, OpenIncident incident)
    {
        if (!index.TryGetValue(key, out var there))
        {
            index.Add(key, there = []);
        }

        there.Add(incident);
    }

    private static void Take(Dictionary<string, HashSet<OpenIncident>> index, string key, OpenIncident incident)
    {
        if (index.TryGetValue(key, out var there) && there.Remove(incident) && there.Count == 0)
        {
            index.Remove(key);
        }
    }
}
