using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;

namespace AIOps.Incidents.RootCause;

/// <summary>
/// Ranks who broke first: robust change of each series, summed per workload into additive terms; latency and errors count only as far as the callees do not explain
/// them; a fault of state explains its callers. Pure; not thread safe (it keeps buffers).
/// </summary>
public sealed class RootCauseRanker
{
    private const int MaxSuspects = 10;
    private const int MaxSignals = 10;
    private readonly RootCauseOptions _options;
    private readonly SeriesScorer _scorer;

    /// <summary>Makes a ranker.</summary>
    public RootCauseRanker(RootCauseOptions? options = null)
    {
        _options = options ?? new RootCauseOptions();
        _scorer = new SeriesScorer(_options);
    }

    /// <summary>Ranks the workloads of the evidence.</summary>
    public RootCauseRanking Rank(RootCauseInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var onset = input.OnsetAt.ToUnixTimeMilliseconds();
        var normal = (input.NormalUntil ?? input.OnsetAt).ToUnixTimeMilliseconds();
        var services = new Dictionary<string, ServiceEvidence>(StringComparer.Ordinal);
        foreach (var window in input.Series.Take(_options.MaxSeries))
        {
            if (_scorer.Score(window, normal, onset) is { } change)
            {
                Service(services, input.Topology.Canonical(window.Series.Entity.Workload)).Changes.Add(change);
            }
        }

        foreach (var fault in input.StateFaults)
        {
            Service(services, input.Topology.Canonical(fault.Entity.Workload)).Faults.Add(fault);
        }

        foreach (var change in input.Changes.Where(change => change.At <= input.At && input.OnsetAt - change.At <= _options.ChangeWindow))
        {
            if (services.TryGetValue(input.Topology.Canonical(change.Entity.Workload), out var changed))
            {
                changed.DeclaredChanges.Add(change);
            }
        }

        foreach (var service in services.Values)
        {
            service.Sum(input, services);
        }

        var ranked = services.Values.OrderByDescending(service => service.Score).ThenBy(service => service.Workload, StringComparer.Ordinal).Take(MaxSuspects).ToArray();
        var suspects = ranked.Select(service => service.ToSuspect(onset, MaxSignals)).ToArray();
        var margin = ranked.Length switch { 0 => 0, 1 => 1, _ => (ranked[0].Score - ranked[1].Score) / Math.Max(1e-9, ranked[0].Score) };
        var confidence = ranked.Length == 0 || ranked[0].Score <= 0 ? 0 : ranked[0].Faults.Count > 0 ? Math.Clamp(.8 + (margin / 5), 0, .99) : Math.Clamp(.3 + margin, 0, .95);
        var undetermined = confidence < _options.DeterminedFrom;
        var path = ranked.Length > 0 && input.Symptoms.Count > 0 ? input.Topology.CallPath(input.Symptoms[0], ranked[0].Workload) ?? [] : [];
        return new RootCauseRanking
        {
            Version = input.Version,
            At = input.At,
            Suspects = suspects,
            Confidence = confidence,
            Undetermined = undetermined,
            CallPath = path,
            ChangeId = undetermined ? null : ranked[0].DeclaredChanges.OrderByDescending(change => change.At).FirstOrDefault()?.Id,
            Summary = undetermined || suspects.Length == 0 ? "undetermined: no suspect stands out" : $"{suspects[0].Entity}: {(suspects[0].For.Count > 0 ? suspects[0].For[0].Text : "largest change")}",
        };
    }

    private static ServiceEvidence Service(Dictionary<string, ServiceEvidence> services, string workload)
    {
        if (!services.TryGetValue(workload, out var service))
        {
            services.Add(workload, service = new ServiceEvidence(workload));
        }

        return service;
    }
}
