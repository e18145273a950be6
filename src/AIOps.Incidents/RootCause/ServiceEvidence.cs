using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;

namespace AIOps.Incidents.RootCause;

/// <summary>What speaks for and against one workload.</summary>
internal sealed class ServiceEvidence(string workload)
{
    // A metric that was constant before has no scale, so its change has no bound of its own; what a direct probe saw outweighs any such change.
    private const double MostStrength = 10;
    private const double State = 2 * MostStrength;

    private readonly List<EvidenceTerm> _for = [];
    private readonly List<EvidenceTerm> _against = [];

    public string Workload { get; } = workload;

    public List<SeriesChange> Changes { get; } = [];

    public List<StateFault> Faults { get; } = [];

    public List<ChangeEvent> DeclaredChanges { get; } = [];

    public double Score { get; private set; }

    private double Symptom => Strength(Changes.Where(IsSymptom));

    public void Sum(RootCauseInput input, IReadOnlyDictionary<string, ServiceEvidence> all)
    {
        var resource = Strength(Changes.Where(change => !IsSymptom(change) && change.Class != SignalClass.Traffic));
        Add("resource", resource, Strongest(change => !IsSymptom(change) && change.Class != SignalClass.Traffic));
        var own = Symptom;
        Add("latency-errors", own, Strongest(IsSymptom));
        var explained = 0.0;
        var by = "";
        foreach (var callee in input.Topology.Callees(Workload))
        {
            if (all.TryGetValue(callee, out var evidence) && (evidence.Faults.Count > 0 ? own : Math.Min(own, .9 * evidence.Symptom)) is var part && part > explained)
            {
                (explained, by) = (part, callee);
            }
        }

        if (explained > 0)
        {
            _against.Add(new EvidenceTerm("explained-by-callee", -explained, $"its latency and errors are explained by {by}, which it calls"));
        }

        if (Faults.Count > 0)
        {
            _for.Add(new EvidenceTerm("state", State, Faults[0].Summary.Length > 0 ? Faults[0].Summary : $"{Faults[0].Entity} is {Faults[0].Kind} since {Faults[0].Since:HH:mm:ss}"));
        }

        if (DeclaredChanges.Count > 0 && resource + own - explained > 2)
        {
            var latest = DeclaredChanges.MaxBy(change => change.At)!;
            _for.Add(new EvidenceTerm("change", .5, $"{latest.Kind} at {latest.At:HH:mm:ss} {latest.Summary}".TrimEnd()));
        }

        Score = _for.Sum(term => term.Value) + _against.Sum(term => term.Value);
    }

    public Suspect ToSuspect(long onsetMs, int mostSignals)
    {
        var member = Faults.Count == 1 ? Faults[0].Entity.Member : null;
        return new Suspect
        {
            Entity = member is null ? Workload : $"{Workload}@{member}",
            Score = Score,
            For = [.. _for.OrderByDescending(term => term.Value)],
            Against = [.. _against.OrderBy(term => term.Value)],
            Signals = [.. Changes.OrderByDescending(change => change.Score).Take(mostSignals).Select(change => Curves.ToSignal(change, onsetMs))],
        };
    }

    private static bool IsSymptom(SeriesChange change) => change.Class is SignalClass.Latency or SignalClass.Errors or SignalClass.Success;

    private static double Strength(IEnumerable<SeriesChange> changes) => Math.Min(MostStrength, Math.Log(1 + changes.Select(change => change.Score).DefaultIfEmpty(0).Max()));

    private SeriesChange? Strongest(Func<SeriesChange, bool> which) => Changes.Where(which).MaxBy(change => change.Score);

    private void Add(string name, double value, SeriesChange? change)
    {
        if (value > 0 && change is not null)
        {
            _for.Add(new EvidenceTerm(name, value, $"{change.Window.Series.Display} went {(change.Direction == AnomalyDirection.Down ? "down" : "up")} from {change.Before:0.###} to {change.After:0.###}"));
        }
    }
}
