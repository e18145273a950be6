using AIOps.Server.Demo.Faults;
using AIOps.Server.Demo.Stage;

namespace AIOps.Server.Demo.Trials;

/// <summary>Chooses whom a fault is done to. A member that was not broken lately is preferred: a cool-down after a repair is right, and is not what the demo is about.</summary>
internal sealed class TrialChoice(ServiceStage stage, int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<string> _broken = [];

    /// <summary>Plans a trial.</summary>
    /// <param name="name">The fault's name, which exists.</param>
    /// <returns>Null when the fault does not fit this set of services.</returns>
    public TrialPlan? Plan(string name)
    {
        var parts = name == FaultList.Double ? Two() : FaultList.Find(name) is { } fault && Choose(fault, fault.Candidates(stage)) is { } one ? [one] : [];
        _broken.AddRange(parts.Select(part => part.Member));
        return parts.Count == 0 ? null : new TrialPlan(name, parts);
    }

    private List<PlannedFault> Two()
    {
        var services = stage.Set.Services.Where(service => service.IsWaitedFor).ToList();
        var pairs = services.SelectMany(one => services.Where(other => IsUnrelated(one.Workload, other.Workload)).Select(other => (One: one.Workload, Other: other.Workload))).ToList();
        if (pairs.Count == 0)
        {
            return [];
        }

        var (first, second) = pairs[_random.Next(pairs.Count)];
        var faults = FaultList.OfTwo.ToArray();
        _random.Shuffle(faults);
        return Of(faults[0], first) is { } one && Of(faults[1], second) is { } other ? [one, other] : [];
    }

    // a fault that does not fit the service (a wrong setting of one of two members) gives way to one that does
    private PlannedFault? Of(IFault fault, string workload) =>
        Choose(fault, fault.Candidates(stage).Where(member => stage.Set.ServiceOf(member).Workload == workload)) ?? (fault is CrashFault ? null : Of(new CrashFault(), workload));

    private PlannedFault? Choose(IFault fault, IEnumerable<string> among)
    {
        var candidates = among.ToList();
        if (candidates.Count == 0)
        {
            return null;
        }

        var fresh = candidates.Where(candidate => !_broken.Contains(candidate)).ToList();
        var member = fresh.Count > 0 ? fresh[_random.Next(fresh.Count)] : candidates.MinBy(_broken.LastIndexOf)!;
        return new PlannedFault(fault, member, stage.Set.ServiceOf(member).Workload);
    }

    /// <summary>Neither needs the other, however far below.</summary>
    private bool IsUnrelated(string one, string other) => one != other && !Needs(one, other) && !Needs(other, one);

    private bool Needs(string caller, string callee) =>
        stage.Set.Services.First(service => service.Workload == caller).DependsOn.Any(below => below == callee || Needs(below, callee));
}
