using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Telemetry;

namespace AIOps.Incidents.RootCause;

/// <summary>
/// Ranks who broke first: robust change of each series, summed per workload into additive terms; latency and errors count only as far as the callees do not explain
/// them; a fault of state explains its callers. Pure; not thread safe (it keeps buffers).
/// </summary>
public sealed class RootCauseRanker
{
    /// <summary>What follows a metric's name when a signal was derived from it.</summary>
    public const string DerivedMark = PacketRatio.Suffix;

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
        var from = onset - (long)_options.LookBack.TotalMilliseconds;
        var normalUntil = (input.NormalUntil ?? input.OnsetAt).ToUnixTimeMilliseconds();
        // A short history keeps two thirds for what is normal.
        var first = input.Series.Select(window => window.Times.Count > 0 ? window.Times[0] : onset).DefaultIfEmpty(onset).Min();
        from = input.NormalUntil is null ? Math.Max(from, first + ((onset - first) * 2 / 3)) : Math.Max(from, normalUntil);
        normalUntil = Math.Min(from, normalUntil);
        var familiarity = Math.Clamp((normalUntil - first) / _options.Familiar.TotalMilliseconds, 0, 1);
        var services = new Dictionary<string, ServiceEvidence>(StringComparer.Ordinal);
        var classifier = new SignalClassifier();
        var normals = Idle.Mask(input.Series.Count > _options.MaxSeries ? [.. input.Series.Take(_options.MaxSeries)] : input.Series, classifier).Concat(PacketRatio.Of(input.Series))
            .Select(window => _scorer.Learn(window, classifier.Of(window.Series), normalUntil, from)).OfType<SeriesNormal>().ToArray();
        var typical = normals.GroupBy(normal => normal.Window.Series.Metric, StringComparer.Ordinal).ToDictionary(metric => metric.Key, metric => (Size: Typical(metric), Resolution: Resolution(metric)), StringComparer.Ordinal);
        foreach (var normal in normals)
        {
            Service(services, input.Topology.Canonical(normal.Window.Series.Entity.Workload)).Changes.Add(_scorer.Score(normal, typical[normal.Window.Series.Metric].Size, typical[normal.Window.Series.Metric].Resolution, onset));
        }

        var byWorkload = normals.GroupBy(normal => input.Topology.Canonical(normal.Window.Series.Entity.Workload), StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);
        var reach = Reached(input);
        var classes = input.SymptomMetrics.Select(SignalClassifier.Of).ToHashSet();
        var until = onset + (long)_options.LookAhead.TotalMilliseconds;
        var edges = EdgeBlame.Of(input.Edges, input.Topology.Canonical, normalUntil, from, until);
        var slow = FlowBlame.Of(byWorkload, input.Topology, failures: false, reach, edges.OnTheWay);
        var failing = FlowBlame.Of(byWorkload, input.Topology, failures: true, reach);
        var knowsFailure = classes.Contains(SignalClass.Success) || classes.Contains(SignalClass.Errors);
        var knowsSlowness = classes.Contains(SignalClass.Latency);
        foreach (var (workload, share) in edges.Shares)
        {
            Service(services, workload).OnTheWay = share;
        }

        foreach (var (workload, service) in services)
        {
            service.Slow = slow.Shares.GetValueOrDefault(workload);
            service.Failing = failing.Shares.GetValueOrDefault(workload);
            service.SlowWeight = knowsFailure && !knowsSlowness ? RootCauseWeights.Off : 1;
            service.FailingWeight = knowsSlowness && !knowsFailure ? RootCauseWeights.Off : 1;
        }

        var logSteps = input.Logs.SelectMany(log => log.Times).Distinct().ToArray();
        var before = logSteps.Count(time => time < normalUntil);
        var after = logSteps.Count(time => time >= from && time < until);
        foreach (var logs in input.Logs.GroupBy(log => input.Topology.Canonical(log.Entity.Workload), StringComparer.Ordinal))
        {
            (Service(services, logs.Key).LogErrors, Service(services, logs.Key).LogVanished) = LogEvidence.Of([.. logs], normalUntil, from, until, before, after);
        }

        foreach (var (workload, missing) in new CallEvidence(input.Calls, normalUntil, from, until).Missing())
        {
            Service(services, input.Topology.Canonical(workload)).MissingCalls = missing;
        }

        foreach (var (workload, idle) in IdleMember.Of(normals, input.Topology.Canonical))
        {
            var piled = PileUp.At(input.Topology.Callees(workload).Concat(input.Topology.Callers(workload)), services);
            if (idle.Others > 0 || piled is not null)
            {
                (Service(services, workload).Idle, Service(services, workload).PilesUp) = (idle, piled);
            }
        }

        foreach (var (workload, service) in services)
        {
            if (service.Idle is null && input.Topology.Callees(workload).Concat(input.Topology.Callers(workload)).FirstOrDefault(near => services.GetValueOrDefault(near)?.Idle is not null) is { } stuck)
            {
                service.ExplainedBy = $"what piles up here is explained by {stuck}@{services[stuck].Idle!.Member}, which is stuck";
            }
        }

        foreach (var (neighbour, change, victims, host) in NoisyNeighbour.Of(services, input.Topology))
        {
            neighbour.Takes = $"takes what {victims.Count} others on {host} wait for: {change.Window.Series.Display} went up {NumberText.FromTo(change.Before, change.After)}";
            foreach (var victim in victims)
            {
                victim.ExplainedBy ??= $"it waits for what {neighbour.Workload} takes from {host}";
            }
        }

        foreach (var fault in input.StateFaults)
        {
            Service(services, input.Topology.Canonical(fault.Entity.Workload)).Faults.Add(fault);
        }

        var changes = input.Changes.Where(change => change.At <= input.At && input.OnsetAt - change.At <= _options.ChangeWindow).ToArray();
        foreach (var change in changes)
        {
            if (services.TryGetValue(input.Topology.Canonical(change.Entity.Workload), out var changed))
            {
                changed.DeclaredChanges.Add(change);
            }
        }

        foreach (var service in services.Values)
        {
            service.Sum(input, services, familiarity);
        }

        var ranked = services.Values.OrderByDescending(service => service.Score).ThenBy(service => service.Workload, StringComparer.Ordinal).Take(MaxSuspects).ToArray();
        var suspects = ranked.Select(service => service.ToSuspect(onset, MaxSignals)).ToArray();
        var confidence = Certainty(ranked);
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
            // Of several changes at that time nobody can tell by the clock which it was: then none is named.
            ChangeId = !undetermined && changes.Length == 1 && ranked[0].DeclaredChanges.Count == 1 ? changes[0].Id : null,
            Summary = undetermined || suspects.Length == 0 ? "undetermined: no suspect stands out" : $"{suspects[0].Entity}: {(suspects[0].For.Count > 0 ? suspects[0].For[0].Text : "largest change")}",
        };
    }

    /// <summary>
    /// Probability that the first is right: a logistic curve over its score and its margin to the second, with the constants read off the development cases.
    /// Logs alone never make it sure: an error line tells where a failure was noticed, not always where it was made.
    /// </summary>
    private static double Certainty(ServiceEvidence[] ranked)
    {
        if (ranked.Length == 0 || ranked[0].Score <= 0 || ranked[0].Leading is not { } lead)
        {
            return 0;
        }

        var margin = ranked.Length == 1 ? 1 : (ranked[0].Score - Math.Max(0, ranked[1].Score)) / ranked[0].Score;
        if (ranked[0].Faults.Count > 0)
        {
            return Math.Min(.99, .8 + (margin / 5));
        }

        var flow = lead.Name is "own-latency" or "own-failures" ? .3 : 0;
        var backed = Math.Min(1, ranked[0].Score / 1.5);
        var certainty = 1 / (1 + Math.Exp(-((.9 * (ranked[0].Score - 3)) + (2.5 * margin * backed) + flow)));
        return lead.Name.StartsWith("log-", StringComparison.Ordinal) ? Math.Min(.79, certainty) : Math.Min(.99, certainty);
    }

    /// <summary>How large a metric is over all that have it.</summary>
    private static double Typical(IEnumerable<SeriesNormal> metric)
    {
        var sizes = metric.Select(normal => Math.Max(Math.Abs(normal.Median), Math.Max(normal.Spread, normal.Deviation))).Order().ToArray();
        var typical = sizes[(int)(.75 * (sizes.Length - 1))];
        return typical > 0 ? typical : sizes[^1];
    }

    /// <summary>Typical smallest step of a metric over all that have it.</summary>
    private static double Resolution(IEnumerable<SeriesNormal> metric)
    {
        var steps = metric.Select(normal => normal.Resolution).Where(step => step > 0).Order().ToArray();
        return steps.Length == 0 ? 0 : steps[steps.Length / 2];
    }

    private static HashSet<string> Reached(RootCauseInput input)
    {
        var reached = new HashSet<string>(input.Symptoms.Select(input.Topology.Canonical), StringComparer.Ordinal);
        var front = new Queue<string>(reached);
        while (front.TryDequeue(out var here))
        {
            foreach (var callee in input.Topology.Callees(here).Where(reached.Add))
            {
                front.Enqueue(callee);
            }
        }

        // A symptom that calls nothing known says nothing about the way.
        return reached.Count <= input.Symptoms.Count ? [] : reached;
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
