using AIOps.Contracts.Catalogue;
using AIOps.Contracts.Events;
using AIOps.Contracts.Telemetry;
using AIOps.Remediation.Expressions;
using AIOps.Remediation.Runbooks;

namespace AIOps.Remediation.Planning;

/// <summary>Finds the members of the culprit that a runbook acts on. Telemetry names the culprit; only the catalogue says what may be touched and where it is.</summary>
internal static class TargetResolver
{
    private const int MembersShown = 5;

    public static (IReadOnlyList<PlanTarget> Targets, double Share, Refusal? Refusal) Resolve(Runbook runbook, IncidentPicture picture, IReadOnlyDictionary<string, bool?> probes)
    {
        if (picture.Service is not { } service)
        {
            return Refuse("unknown-target", $"{picture.Culprit.Workload} is not in the service catalogue, so nothing says what may be touched there");
        }

        if (runbook.Targets.Workload)
        {
            var whole = new PlanTarget(picture.Culprit.AsWorkload(), service.Attributes, probes.GetValueOrDefault(service.Workload));
            return runbook.Targets.Selector.Holds(Facts(whole, picture, service))
                ? ([whole], 1, null)
                : Refuse("no-target", $"{service.Workload} does not fit the selector '{runbook.Targets.Selector}'");
        }

        if (service.Members.Count == 0)
        {
            return Refuse("unknown-target", $"{service.Workload} has no members in the service catalogue");
        }

        var fitting = service.Members.Select(member => Target(service, member, probes)).Where(target => runbook.Targets.Selector.Holds(Facts(target, picture, service))).ToList();
        var chosen = Narrow(fitting, picture);
        if (chosen.Count == 0)
        {
            return Refuse("no-target", WhyNone(runbook, picture, service, probes));
        }

        if (chosen.Count > runbook.Targets.MaxTargets)
        {
            return Refuse("too-many-targets", $"{chosen.Count} members of {service.Workload} qualify and nothing singles one out; the runbook takes at most {runbook.Targets.MaxTargets}");
        }

        var share = (double)chosen.Count / service.Members.Count;
        return share > runbook.Targets.MaxShare + 1e-9
            ? Refuse("too-many-targets", $"{chosen.Count} of {service.Members.Count} members is {share:P0} of {service.Workload}; the runbook takes at most {runbook.Targets.MaxShare:P0}")
            : (chosen, share, null);
    }

    public static Facts Facts(PlanTarget target, IncidentPicture picture, ServiceEntry service)
    {
        var own = picture.Signals.Where(signal => signal.Entity.Member is null || signal.Entity.Member == target.Entity.Member).ToList();
        return IncidentPicture.OfService(target.Entity, service)
            .With("member", target.Entity.Member)
            .With("probe", target.Probe switch { true => "answers", false => "failing", null => "unknown" })
            .With("named", picture.Culprit.Member is not null && picture.Culprit.Member == target.Entity.Member)
            .With("members", (double)service.Members.Count)
            .With("signals", own.Select(signal => signal.Signal).Distinct(StringComparer.Ordinal).ToList())
            .With("kinds", own.Select(signal => signal.FaultKind).Where(kind => kind.Length > 0).Concat(own.Select(signal => signal.Kind.ToString().ToLowerInvariant())).Distinct(StringComparer.Ordinal).ToList())
            .WithAll("attributes.", target.Attributes);
    }

    // The ranking's member wins, then members that a direct probe calls dead, then members that carry signals of their own: the gravest, since a peer that only shares the work has warnings too.
    private static List<PlanTarget> Narrow(List<PlanTarget> fitting, IncidentPicture picture)
    {
        if (picture.Culprit.Member is { } named)
        {
            return [.. fitting.Where(target => target.Entity.Member == named)];
        }

        var failing = fitting.Where(target => target.Probe == false).ToList();
        if (failing.Count > 0)
        {
            return failing;
        }

        var loud = fitting.Select(target => (Target: target, Gravest: picture.Signals.Where(signal => signal.Entity.Member is not null && signal.Entity.Member == target.Entity.Member).Max(signal => (Severity?)signal.Severity)))
            .Where(one => one.Gravest is not null).ToList();
        return loud.Count == 0 ? fitting : [.. loud.Where(one => one.Gravest == loud.Max(other => other.Gravest)).Select(one => one.Target)];
    }

    // A whole fleet is no help to a reader; the first few show what is missing.
    private static string WhyNone(Runbook runbook, IncidentPicture picture, ServiceEntry service, IReadOnlyDictionary<string, bool?> probes)
    {
        if (picture.Culprit.Member is { } stranger && service.Members.All(member => member.Name != stranger))
        {
            return $"{stranger} is none of the {service.Members.Count} members of {service.Workload} in the service catalogue";
        }

        var asked = service.Members.Select(member => Target(service, member, probes)).Where(target => picture.Culprit.Member is null || target.Entity.Member == picture.Culprit.Member).Take(MembersShown)
            .Select(target => $"the probe of {target.Entity.Member} {target.Probe switch { true => "answers", false => "fails", null => "says nothing" }}, it has {(target.Attributes.Count == 0 ? "no attributes" : string.Join(", ", target.Attributes.Keys.Take(MembersShown * 2)))}");
        return $"{picture.Culprit.Member ?? $"no member of {service.Workload}"} {(picture.Culprit.Member is null ? "fits" : "does not fit")} the selector {runbook.Targets.Selector} ({string.Join("; ", asked)})";
    }

    private static PlanTarget Target(ServiceEntry service, MemberEntry member, IReadOnlyDictionary<string, bool?> probes)
    {
        var attributes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in service.Attributes.Concat(member.Attributes))
        {
            attributes[name] = value;
        }

        var entity = new EntityId(service.Workload, member.Name);
        return new PlanTarget(entity, attributes, probes.GetValueOrDefault(entity.ToString()));
    }

    private static (IReadOnlyList<PlanTarget> Targets, double Share, Refusal? Refusal) Refuse(string code, string text) =>
        ([], 0, new Refusal(code, text, Passing: code == "no-target"));
}
