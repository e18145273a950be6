using AIOps.Contracts.Events;
using AIOps.Incidents.Maintenance;

namespace AIOps.Incidents.Correlation;

/// <summary>The correlator's working state beside the incidents themselves; plain JSON.</summary>
public sealed record CorrelatorState
{
    /// <summary>Version of the fingerprint rules that made it.</summary>
    public int FingerprintVersion { get; init; }

    /// <summary>Working memory of each incident that is not final.</summary>
    public IReadOnlyList<IncidentWork> Incidents { get; init; } = [];

    /// <summary>Maintenance windows that are not over.</summary>
    public IReadOnlyList<MaintenanceWindow> Maintenance { get; init; } = [];

    /// <summary>What humans taught.</summary>
    public IReadOnlyList<LearntPair> Learnt { get; init; } = [];

    /// <summary>Changes of the last hour, oldest first; at most 1,000.</summary>
    public IReadOnlyList<ChangeEvent> Changes { get; init; } = [];

    /// <summary>Critical alerts that wait for their notification.</summary>
    public IReadOnlyList<PendingAlert> PendingAlerts { get; init; } = [];

    /// <summary>When pages of the last shift turned out to be false.</summary>
    public IReadOnlyList<DateTimeOffset> FalsePages { get; init; } = [];

    /// <summary>Signals that were cancelled as noise, with the weight that they had; at most 5,000.</summary>
    public IReadOnlyDictionary<string, double> Noise { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);
}
