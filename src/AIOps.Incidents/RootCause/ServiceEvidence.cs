using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Telemetry;

namespace AIOps.Incidents.RootCause;

/// <summary>What speaks for and against one workload.</summary>
internal sealed class ServiceEvidence(string workload)
{
    private readonly List<EvidenceTerm> _for = [];
    private readonly List<EvidenceTerm> _against = [];

    public string Workload { get; } = workload;

    public List<SeriesChange> Changes { get; } = [];

    public List<StateFault> Faults { get; } = [];

    public List<ChangeEvent> DeclaredChanges { get; } = [];

    public double Score { get; private set; }

    public FlowShare? Slow { get; set; }

    public FlowShare? Failing { get; set; }

    public EdgeShare? OnTheWay { get; set; }

    public CountChange? LogErrors { get; set; }

    public CountChange? LogVanished { get; set; }

    public CountChange? MissingCalls { get; set; }

    public IdleMember? Idle { get; set; }

    /// <summary>What waits at a neighbour for the idle member.</summary>
    public SeriesChange? PilesUp { get; set; }

    /// <summary>Workloads that something stuck here explains, and what is taken from the host by a neighbour.</summary>
    public string? ExplainedBy { get; set; }

    public string? Takes { get; set; }

    public double SlowWeight { get; set; } = 1;

    public double FailingWeight { get; set; } = 1;

    private double Symptom => Strength(Changes.Where(IsSymptom), RootCauseWeights.LatZ);

    /// <param name="input">The evidence.</param>
    /// <param name="all">All workloads.</param>
    /// <param name="familiarity">0 to 1: how well the normal state is known.</param>
    public void Sum(RootCauseInput input, IReadOnlyDictionary<string, ServiceEvidence> all, double familiarity)
    {
        var vouchedFor = Changes.Where(change => IsOwnNeed(change) && input.Vouched.Contains(change.Window.Series.Id)).Select(change => change.Class).ToHashSet();
        var vouched = Strength(Changes.Where(change => vouchedFor.Contains(change.Class)), RootCauseWeights.ResZ);
        var resource = RootCauseWeights.Resource * Math.Max(vouched, familiarity * Strength(Changes.Where(IsResource), RootCauseWeights.ResZ));
        Add("resource", resource, Strongest(IsResource));
        Add("network", familiarity * RootCauseWeights.Net * Strength(Changes.Where(change => change.Class == SignalClass.PacketRatio), RootCauseWeights.NetZ), Strongest(change => change.Class == SignalClass.PacketRatio));
        Add("any", familiarity * RootCauseWeights.Any * Strength(Changes, RootCauseWeights.ResZ), Strongest(_ => true));
        if (Slow is { Relative: > .01 })
        {
            _for.Add(new EvidenceTerm("own-latency", RootCauseWeights.Flow * SlowWeight * Slow.Relative, $"keeps {Slow.Own:0.##} s of extra latency in each step for itself, of {Slow.Mass:0.##} s"));
        }

        if (Failing is { Relative: > .01 })
        {
            _for.Add(new EvidenceTerm("own-failures", RootCauseWeights.Flow * FailingWeight * Failing.Relative, $"keeps {Failing.Own:0.##} extra failed requests in each step for itself, of {Failing.Mass:0.##}"));
        }

        if (OnTheWay is { Relative: > .01 })
        {
            _for.Add(new EvidenceTerm("on-the-way", RootCauseWeights.Edge * SlowWeight * OnTheWay.Relative, $"calls to and from it take up to {OnTheWay.Seconds:0.###} s longer on the way, on {OnTheWay.Slow} of its {OnTheWay.Edges} edges"));
        }

        if (LogErrors is not null)
        {
            _for.Add(new EvidenceTerm("log-errors", RootCauseWeights.LogE * LogErrors.Strength, $"{LogErrors.Found:0} error lines where {LogErrors.Expected:0} were expected: {LogErrors.What}"));
        }

        if (LogVanished is not null)
        {
            _for.Add(new EvidenceTerm("log-vanished", RootCauseWeights.LogV * LogVanished.Strength, $"{LogVanished.Found:0} lines where {LogVanished.Expected:0} were expected: {LogVanished.What}"));
        }

        if (MissingCalls is not null)
        {
            _for.Add(new EvidenceTerm("calls-missing", RootCauseWeights.CallV * MissingCalls.Strength, $"{MissingCalls.Found:0} calls where {MissingCalls.Expected:0} were expected: {MissingCalls.What}"));
        }

        var own = RootCauseWeights.Lat * Symptom;
        Add("latency-errors", own, Strongest(IsSymptom));
        var explained = 0.0;
        var by = "";
        foreach (var callee in input.Topology.Callees(Workload))
        {
            if (all.TryGetValue(callee, out var evidence) && (evidence.Faults.Count > 0 ? own : Math.Min(own, RootCauseWeights.Lat * RootCauseWeights.Explain * evidence.Symptom)) is var part && part > explained)
            {
                (explained, by) = (part, callee);
            }
        }

        if (explained > 0)
        {
            _against.Add(new EvidenceTerm("explained-by-callee", -explained, $"its latency and errors are explained by {by}, which it calls"));
        }

        // What sends no telemetry cannot tell of its own failure: its caller's errors tell of it.
        if (Outside(input, all) is { } outside && _for.Sum(term => term.Value) is > 0 and var noticed)
        {
            _against.Add(new EvidenceTerm("failed-outside", -RootCauseWeights.Explain * noticed, $"its errors tell of {outside}, which it calls and which sends no telemetry"));
        }

        if (Idle is not null)
        {
            _for.Add(new EvidenceTerm("stuck", RootCauseWeights.Stuck, $"{Idle.Member} does nothing of {Idle.Signal}, usually {Idle.Usual:0.##}/s, while {Idle.Elsewhere}"));
        }

        if (PilesUp is not null)
        {
            _for.Add(new EvidenceTerm("piles-up", RootCauseWeights.PilesUp, $"{PilesUp.Window.Series.Display} of {PilesUp.Window.Series.Entity} went up {NumberText.FromTo(PilesUp.Before, PilesUp.After)} meanwhile"));
        }

        if (Takes is not null)
        {
            _for.Add(new EvidenceTerm("neighbour", RootCauseWeights.Neighbour, Takes));
        }

        if (ExplainedBy is not null)
        {
            _against.Add(new EvidenceTerm("explained-by-contrast", -RootCauseWeights.ByContrast * _for.Where(term => term.Name is "resource" or "own-latency" or "on-the-way").Sum(term => term.Value), ExplainedBy));
        }

        if (Faults.Count > 0)
        {
            _for.Add(new EvidenceTerm("state", RootCauseWeights.State, Faults[0].Summary.Length > 0 ? Faults[0].Summary : $"{Faults[0].Entity} is {Faults[0].Kind} since {Faults[0].Since:HH:mm:ss}"));
        }

        // A change is evidence only where something is wrong anyway: by itself it names nobody.
        if (DeclaredChanges.Count > 0 && _for.Sum(term => term.Value) - explained > 1)
        {
            var latest = DeclaredChanges.MaxBy(change => change.At)!;
            _for.Add(new EvidenceTerm("change", RootCauseWeights.Change, $"{latest.Kind} at {latest.At:HH:mm:ss} {latest.Summary}".TrimEnd()));
        }

        Score = _for.Sum(term => term.Value) + _against.Sum(term => term.Value);
    }

    /// <summary>The term that leads, or null when nothing speaks for it.</summary>
    public EvidenceTerm? Leading => _for.MaxBy(term => term.Value);

    public Suspect ToSuspect(long onsetMs, int mostSignals)
    {
        var support = Changes.GroupBy(change => change.Class).ToDictionary(
            group => group.Key,
            group => group.Key == SignalClass.PacketRatio ? RootCauseWeights.Net * Strength(group, RootCauseWeights.NetZ) : RootCauseWeights.Resource * Strength(group, RootCauseWeights.ResZ));
        double Place(SeriesChange change) => support[change.Class] + One(change.Score, change.Class == SignalClass.PacketRatio ? RootCauseWeights.NetZ : RootCauseWeights.ResZ);
        return new Suspect
        {
            Entity = Member() is { } member ? $"{Workload}@{member}" : Workload,
            Score = Score,
            // Two terms may rest on the same curve; nobody wants to read it twice.
            For = [.. _for.GroupBy(term => term.Text, StringComparer.Ordinal).Select(same => same.MaxBy(term => term.Value)! with { Value = same.Sum(term => term.Value) }).OrderByDescending(term => term.Value)],
            Against = [.. _against.OrderBy(term => term.Value)],
            Signals = [.. Changes.OrderByDescending(Place).Take(mostSignals).Select(change => Curves.ToSignal(change, onsetMs))],
        };
    }

    // A member is named when one, and only one, is in a bad state; a workload's own fault is not narrowed down.
    private string? Member()
    {
        var members = Faults.Select(fault => fault.Entity.Member).Distinct(StringComparer.Ordinal).ToArray();
        return members.Length == 1 ? members[0] : members.Length == 0 ? Idle?.Member : null;
    }

    private static bool IsResource(SeriesChange change) => change.Class is SignalClass.Cpu or SignalClass.Memory or SignalClass.Disk or SignalClass.Saturation or SignalClass.Other;

    // What a process takes for itself; a queue, say, grows because of others.
    private static bool IsOwnNeed(SeriesChange change) => change.Class is SignalClass.Memory or SignalClass.Disk;

    private static bool IsSymptom(SeriesChange change) => change.Class is SignalClass.Latency or SignalClass.Errors or SignalClass.Success;

    private string? Outside(RootCauseInput input, IReadOnlyDictionary<string, ServiceEvidence> all) => input.Topology.Callees(Workload)
        .FirstOrDefault(callee => callee.StartsWith("endpoint:", StringComparison.Ordinal) && all.GetValueOrDefault(callee)?.Failing is { Relative: >= RootCauseWeights.MostOfIt } && !(Failing?.Relative >= RootCauseWeights.MostOfIt));

    /// <summary>The strongest changes of different metrics together: a fault moves several, a fluke moves one.</summary>
    private static double Strength(IEnumerable<SeriesChange> changes, double usual)
    {
        var (first, second, third) = (0.0, 0.0, 0.0);
        foreach (var best in changes.GroupBy(change => change.Window.Series.Metric, StringComparer.Ordinal).Select(metric => metric.Max(change => change.Score)))
        {
            if (best > first)
            {
                (first, second, third) = (best, first, second);
            }
            else if (best > second)
            {
                (second, third) = (best, second);
            }
            else if (best > third)
            {
                third = best;
            }
        }

        return (RootCauseWeights.W1 * One(first, usual)) + (RootCauseWeights.W2 * One(second, usual)) + (RootCauseWeights.W3 * One(third, usual));
    }

    private static double One(double score, double usual) =>
        Math.Min(RootCauseWeights.Cap, Math.Log(1 + Math.Pow(score / usual, RootCauseWeights.Pow)) / RootCauseWeights.Pow);

    private SeriesChange? Strongest(Func<SeriesChange, bool> which) => Changes.Where(which).MaxBy(change => change.Score);

    private void Add(string name, double value, SeriesChange? change)
    {
        if (value > 0 && change is not null)
        {
            _for.Add(new EvidenceTerm(name, value, $"{change.Window.Series.Display} went {(change.Direction == AnomalyDirection.Down ? "down" : "up")} {NumberText.FromTo(change.Before, change.After)}"));
        }
    }
}
