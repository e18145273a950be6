using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AIOps.Contracts.Runs;
using AIOps.Contracts.Serialization;
using AIOps.Remediation.Runbooks;

namespace AIOps.Remediation.Planning;

/// <summary>From an incident and a runbook to a plan, or to the reason why there is none. Pure: the same input gives the same hash.</summary>
public static class Planner
{
    /// <summary>Makes a plan.</summary>
    /// <returns>Either a plan or a refusal.</returns>
    public static (PreparedRun? Prepared, Refusal? Refusal) Plan(PlanRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (runbook, picture) = (request.Runbook, request.Picture);
        var (targets, share, refusal) = TargetResolver.Resolve(runbook, picture, request.Probes);
        if (refusal is not null)
        {
            return (null, refusal);
        }

        var steps = new List<ResolvedStep>();
        var parameters = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var target in targets)
        {
            var (values, problem) = Params(request, target);
            if (problem is not null)
            {
                return (null, problem);
            }

            foreach (var (name, value) in values)
            {
                parameters[targets.Count == 1 ? name : $"{target.Entity.Member}.{name}"] = value;
            }

            foreach (var rule in runbook.Steps)
            {
                var (step, unresolved) = StepResolver.Resolve(rule, target, name => Value(name, target, request, values));
                if (step is null)
                {
                    return (null, unresolved);
                }

                steps.Add(step);
            }
        }

        var entities = targets.Select(target => target.Entity.ToString()).ToList();
        var plan = new RunPlan
        {
            Hash = "",
            Targets = entities,
            Params = parameters,
            Reads = [.. steps.SelectMany(StepWords.Reads).Concat(runbook.Verify.Must.Concat(runbook.Verify.MustNot).Where(check => !check.Nothing).Select(check => check.Probe ? "the target's direct probe" : check.Signals ? "the incident's signals" : check.Metric)).Distinct(StringComparer.Ordinal)],
            Writes = [.. steps.SelectMany(StepWords.Writes).Distinct(StringComparer.Ordinal)],
            Before = request.Before,
            Undo = [.. steps.Where(step => step.Undo is not null).Reverse().Select(step => StepWords.Describe(step.Undo!))],
            FleetShare = share,
            Risk = runbook.Risk.Class,
            StateFingerprint = Fingerprint(runbook, picture, targets, steps),
            Summary = $"{runbook.Title}: {string.Join(", ", entities)} ({share:P0} of {picture.Culprit.Workload}), {steps.Count} {(steps.Count == 1 ? "step" : "steps")}, risk {runbook.Risk.Class}",
        };
        plan = plan with { Hash = Hash(AIOpsJson.Write(plan)) };
        var key = $"{string.Join(',', entities)} : {runbook.Hash} : {picture.Episode}";
        return (new PreparedRun(plan, targets, steps, key, TargetClass(picture)), null);
    }

    /// <summary>The class of target that trust is kept for: environment and kind of workload.</summary>
    public static string TargetClass(IncidentPicture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return $"{(picture.Service is { Environment.Length: > 0 } service ? service.Environment : "any")}:{picture.Culprit.Kind}";
    }

    // The world as the approver saw it, without what varies by the second.
    private static string Fingerprint(Runbook runbook, IncidentPicture picture, IReadOnlyList<PlanTarget> targets, List<ResolvedStep> steps)
    {
        var text = new StringBuilder(runbook.Hash).Append('\n').Append(picture.Culprit).Append('\n').Append(picture.Episode).Append('\n');
        foreach (var target in targets)
        {
            // A probe that falls silent for a moment is no other world; one that answers again is.
            text.Append(target.Entity).Append(target.Probe == true ? " answers\n" : "\n");
        }

        foreach (var step in steps)
        {
            text.Append(StepWords.Canonical(step)).Append('\n');
        }

        return Hash(text.ToString());
    }

    private static (SortedDictionary<string, string> Values, Refusal? Refusal) Params(PlanRequest request, PlanTarget target)
    {
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, rule) in request.Runbook.Params)
        {
            if (!request.Params.TryGetValue(name, out var value))
            {
                value = rule.Default?.Fill(variable => Value(variable, target, request, values), out _);
            }

            if (value is null)
            {
                return (values, new Refusal("parameter", $"the parameter {name} has no value", Passing: false));
            }

            if (!ParamCheck.Fits(rule, value))
            {
                return (values, new Refusal("parameter", $"the parameter {name} is '{value}', which is no {rule.Type}{(rule.Pattern.Length > 0 ? $" that matches {rule.Pattern}" : rule.Type == "int" ? $" from {rule.Min.ToString(CultureInfo.InvariantCulture)} to {rule.Max.ToString(CultureInfo.InvariantCulture)}" : "")}", Passing: false));
            }

            values[name] = value;
        }

        var unknown = request.Params.Keys.Except(request.Runbook.Params.Keys, StringComparer.Ordinal).FirstOrDefault();
        return (values, unknown is null ? null : new Refusal("parameter", $"there is no parameter {unknown}", Passing: false));
    }

    private static string? Value(string name, PlanTarget target, PlanRequest request, SortedDictionary<string, string> parameters)
    {
        const string attribute = "target.attributes.";
        const string parameter = "params.";
        if (name.StartsWith(attribute, StringComparison.Ordinal))
        {
            return target.Attributes.GetValueOrDefault(name[attribute.Length..]);
        }

        if (name.StartsWith(parameter, StringComparison.Ordinal))
        {
            return parameters.GetValueOrDefault(name[parameter.Length..]);
        }

        return name switch
        {
            "target.member" or "target.instance" => target.Entity.Member,
            "target.workload" => target.Entity.Workload,
            "target.service" => target.Entity.Name[(target.Entity.Name.LastIndexOf('/') + 1)..],
            "target.environment" => request.Picture.Service?.Environment,
            "incident.id" => request.Picture.Incident.Id,
            "incident.title" => new string([.. request.Picture.Incident.Title.Where(c => !char.IsControl(c))]),
            "run.id" => request.RunId,
            "change.kind" => request.Picture.Change?.Kind,
            "change.version" => request.Picture.Change?.Version,
            "change.summary" => request.Picture.Change?.Summary,
            _ => null,
        };
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
