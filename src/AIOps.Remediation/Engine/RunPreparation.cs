using AIOps.Contracts.Incidents;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;
using AIOps.Remediation.Planning;
using AIOps.Remediation.Runbooks;
using AIOps.Remediation.Safeguards;
using AIOps.Remediation.Verification;

namespace AIOps.Remediation.Engine;

/// <summary>Gathers what a plan rests on: recent changes, probes, values before, preconditions.</summary>
internal sealed class RunPreparation(EngineServices services)
{
    private const int MostCompared = 32;
    private static readonly TimeSpan BeforeWindow = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan UsualWindow = TimeSpan.FromMinutes(10);

    public async Task<IncidentPicture?> PictureAsync(Incident incident, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(incident.RootCause?.Culprit))
        {
            return null;
        }

        var workload = EntityId.Parse(incident.RootCause.Culprit).Workload;
        var stored = await services.Store.FindAsync(DocumentKind.Setting, ChangesId(workload), cancellationToken).ConfigureAwait(false);
        return IncidentPicture.Of(incident, services.Catalogue, stored is null ? [] : AIOpsJson.Read<List<RecentChange>>(stored.Body));
    }

    /// <summary>The parameters that a person gave, as the plan holds them; those of several targets were filled in from their attributes.</summary>
    public static IReadOnlyDictionary<string, string>? Given(Contracts.Runs.Run run) =>
        run is { Approval: not null, Plan.Targets.Count: 1 } ? run.Plan.Params : null;

    public static string ChangesId(string workload) => $"changes/{workload}";

    public async Task<(PreparedRun? Prepared, Refusal? Refusal)> PlanAsync(string runId, Runbook runbook, IncidentPicture picture, IReadOnlyDictionary<string, string>? parameters, CancellationToken cancellationToken)
    {
        var request = new PlanRequest
        {
            RunId = runId,
            Runbook = runbook,
            Picture = picture,
            Probes = await ProbesAsync(picture, cancellationToken).ConfigureAwait(false),
            Params = parameters ?? new SortedDictionary<string, string>(StringComparer.Ordinal),
        };
        var (first, refusal) = Planner.Plan(request);
        if (first is null)
        {
            return (null, refusal);
        }

        var before = await BeforeAsync(runbook, picture, first, cancellationToken).ConfigureAwait(false);
        return before.Count == 0 ? (first, null) : Planner.Plan(request with { Before = before });
    }

    /// <summary>The first precondition that does not hold, or null.</summary>
    public async Task<Refusal?> PreconditionAsync(Runbook runbook, PreparedRun prepared, IncidentPicture picture, CancellationToken cancellationToken)
    {
        foreach (var target in prepared.Targets)
        {
            foreach (var condition in runbook.Preconditions)
            {
                if (await FailsAsync(condition, target, picture, prepared, cancellationToken).ConfigureAwait(false) is { } why)
                {
                    return new Refusal("precondition", $"{target.Entity}: {why}", Passing: true);
                }
            }
        }

        return null;
    }

    /// <summary>Why verification would be blind, or the fault may not be what it looks like, or null: then nothing may run by itself.</summary>
    public async Task<string?> BlindAsync(Runbook runbook, PreparedRun prepared, IncidentPicture picture, CancellationToken cancellationToken)
    {
        if (picture.Signals.Any(signal => signal is { StateFault: true, FaultKind: "hung" }) && await SlownessAsync(picture.Culprit.Workload, cancellationToken).ConfigureAwait(false) is { } slowness)
        {
            return slowness;
        }

        foreach (var target in prepared.Targets)
        {
            if (runbook.Verify.ByProbe && target.Probe is null && await services.Signals.ProbeAsync(target.Entity, cancellationToken).ConfigureAwait(false) is null)
            {
                return $"{target.Entity} has no direct probe with a fresh result, so a repair could not be proven";
            }

            foreach (var check in runbook.Verify.Metrics)
            {
                if (await MetricValue.FreshAsync(services.Signals, target.Entity, check.Metric, services.Time.GetUtcNow(), cancellationToken).ConfigureAwait(false) is null)
                {
                    return $"{check.Metric} of {target.Entity} has no fresh sample, so a repair could not be proven";
                }
            }
        }

        return null;
    }

    private async Task<string?> SlownessAsync(string workload, CancellationToken cancellationToken)
    {
        // whoever needs what hangs may well be slow because of it
        var needs = new HashSet<string>(StringComparer.Ordinal) { workload };
        for (var found = 0; found < needs.Count;)
        {
            found = needs.Count;
            needs.UnionWith(services.Catalogue.Services.Where(service => service.DependsOn.Any(needs.Contains)).Select(service => service.Workload).ToList());
        }

        var now = services.Time.GetUtcNow();
        var others = new List<(string Workload, IReadOnlyList<KeyValuePair<DateTimeOffset, double>> Durations)>();
        foreach (var other in services.Catalogue.Services.Where(service => service.Probes.Count > 0 && !needs.Contains(service.Workload)).Take(MostCompared))
        {
            others.Add((other.Workload, await services.Signals.ReadAsync(new EntityId(other.Workload), "probe.duration", now - UsualWindow, now.AddSeconds(1), cancellationToken).ConfigureAwait(false)));
        }

        return CommonSlowness.Of(others, now);
    }

    private async Task<Dictionary<string, bool?>> ProbesAsync(IncidentPicture picture, CancellationToken cancellationToken)
    {
        var probes = new Dictionary<string, bool?>(StringComparer.Ordinal);
        if (picture.Service is not { } service)
        {
            return probes;
        }

        foreach (var entity in service.Members.Select(member => new EntityId(service.Workload, member.Name)).Append(new EntityId(service.Workload)))
        {
            probes[entity.ToString()] = await services.Signals.ProbeAsync(entity, cancellationToken).ConfigureAwait(false);
        }

        return probes;
    }

    // "Before" is the fault, not the health that came before it: from the start of the impact, at most five minutes back.
    private async Task<SortedDictionary<string, double>> BeforeAsync(Runbook runbook, IncidentPicture picture, PreparedRun prepared, CancellationToken cancellationToken)
    {
        var before = new SortedDictionary<string, double>(StringComparer.Ordinal);
        var now = services.Time.GetUtcNow();
        var impact = picture.Incident.Anchors.ImpactStarted?.At ?? now - BeforeWindow;
        var from = impact > now - BeforeWindow ? impact : now - BeforeWindow;
        foreach (var check in runbook.Verify.Must.Concat(runbook.Verify.MustNot).Where(check => check.AgainstBefore))
        {
            foreach (var target in prepared.Targets)
            {
                var values = await MetricValue.WindowAsync(services.Signals, target.Entity, check.Metric, from, now, cancellationToken).ConfigureAwait(false);
                if (values.Count > 0)
                {
                    before[$"{target.Entity} {check.Metric}"] = MetricValue.Median(values);
                }
            }
        }

        return before;
    }

    private async Task<string?> FailsAsync(Condition condition, PlanTarget target, IncidentPicture picture, PreparedRun prepared, CancellationToken cancellationToken)
    {
        if (condition.Metric is { } metric)
        {
            var value = await MetricValue.FreshAsync(services.Signals, target.Entity, metric, services.Time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
            return value is null ? $"{metric} has no fresh sample" : MetricValue.Compare(value.Value, condition.Op, condition.Value) ? null : $"{metric} is {value:G6}, not {condition.Op} {condition.Value:G6}";
        }

        if (condition.ProbeAnswers is { } wanted)
        {
            var answers = await services.Signals.ProbeAsync(target.Entity, cancellationToken).ConfigureAwait(false);
            return answers == wanted ? null : answers is null ? "its probe has no fresh result" : wanted ? "its probe fails" : "its probe answers";
        }

        if (condition.When is { } when)
        {
            return when.Holds(TargetResolver.Facts(target, picture, picture.Service!)) ? null : $"'{when}' does not hold";
        }

        string? Path(Template template) => template.Fill(name => name.StartsWith("target.attributes.", StringComparison.Ordinal) ? target.Attributes.GetValueOrDefault(name["target.attributes.".Length..]) : name == "target.member" ? target.Entity.Member : null, out _);
        if (condition.FileExists is { } file)
        {
            return Path(file) is { } path && File.Exists(path) ? null : $"{Path(file) ?? file.Source} does not exist";
        }

        if (condition.FilesDiffer is { } pair)
        {
            return Path(pair.First) is { } first && Path(pair.Second) is { } second && File.Exists(first) && File.Exists(second)
                ? await SameAsync(first, second, cancellationToken).ConfigureAwait(false) ? $"{first} and {second} are equal" : null
                : $"{Path(pair.First) ?? pair.First.Source} or {Path(pair.Second) ?? pair.Second.Source} does not exist";
        }

        if (condition.NotStarting is { } starting)
        {
            var now = services.Time.GetUtcNow();

            // who deploys stops the process for a moment and starts it again by itself
            if (picture.Change is { } change && now - change.At < starting.Within)
            {
                return $"{change.Kind} {change.Version} was announced {(now - change.At).TotalSeconds:0} s ago and may still be under way; it is given {starting.Within.TotalSeconds:0} s";
            }

            return Path(starting.PidFile) is { } path && Startup.Age(path, now) is { } age && age < starting.Within
                ? $"its process was started {age.TotalSeconds:0} s ago and may still be starting; it is given {starting.Within.TotalSeconds:0} s"
                : null;
        }

        return $"'{condition.Description}' of {prepared.Plan.Summary} cannot be checked";
    }

    private static async Task<bool> SameAsync(string first, string second, CancellationToken cancellationToken)
    {
        if (new FileInfo(first).Length != new FileInfo(second).Length)
        {
            return false;
        }

        var one = await File.ReadAllBytesAsync(first, cancellationToken).ConfigureAwait(false);
        var two = await File.ReadAllBytesAsync(second, cancellationToken).ConfigureAwait(false);
        return one.AsSpan().SequenceEqual(two);
    }
}
