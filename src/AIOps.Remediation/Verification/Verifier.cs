using AIOps.Contracts.Catalogue;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Runs;
using AIOps.Contracts.Storage;
using AIOps.Contracts.Telemetry;
using AIOps.Remediation.Runbooks;

namespace AIOps.Remediation.Verification;

/// <summary>Watches the effect of a run and lets the judges decide.</summary>
internal sealed class Verifier(ISignalReader signals, IServiceCatalogue catalogue, TimeProvider time, Func<CancellationToken, Task<Incident?>> incident)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    /// <summary>Watches until there is a verdict.</summary>
    /// <param name="runbook">Whose rules.</param>
    /// <param name="run">The run, in state Verifying.</param>
    /// <param name="before">What probes said before the first step, by entity; empty when not known.</param>
    /// <param name="cancellationToken">Stops the watch.</param>
    public async Task<VerificationResult> WatchAsync(Runbook runbook, Run run, IReadOnlyDictionary<string, bool?> before, CancellationToken cancellationToken)
    {
        var done = run.ActionsDoneAt ?? time.GetUtcNow();
        var targets = run.Plan?.Targets.Select(EntityId.Parse).ToList() ?? [];
        var lines = new List<string>();
        var verdicts = new List<Verdict>();
        if (runbook.Verify.ByProbe)
        {
            foreach (var (verdict, arithmetic) in await Task.WhenAll(targets.Select(target => ProbeAsync(runbook.Verify, target, done, before.GetValueOrDefault(target.ToString()), cancellationToken))).ConfigureAwait(false))
            {
                verdicts.Add(verdict);
                lines.AddRange(arithmetic);
            }
        }

        if (runbook.Verify.BySignals)
        {
            foreach (var acted in targets.GroupBy(target => target.Workload, StringComparer.Ordinal))
            {
                // a target that is the workload as a whole has no member, and then all of them count
                var members = acted.All(target => target.Member is not null) ? acted.Select(target => target.Member!).ToHashSet(StringComparer.Ordinal) : [];
                var (verdict, line) = await SignalsAsync(runbook.Verify, acted.Key, members, done, cancellationToken).ConfigureAwait(false);
                verdicts.Add(verdict);
                lines.Add(line);
            }
        }

        var metrics = runbook.Verify.Metrics.ToList();
        if (metrics.Count + runbook.Verify.MustNot.Count > 0)
        {
            var end = done + runbook.Verify.Settle + runbook.Verify.Window;
            if (end > time.GetUtcNow())
            {
                await Task.Delay(end - time.GetUtcNow(), time, cancellationToken).ConfigureAwait(false);
            }

            foreach (var target in targets)
            {
                await MetricsAsync(runbook, run, target, done, metrics, verdicts, lines, cancellationToken).ConfigureAwait(false);
            }
        }

        if (runbook.Verify.OnlyLooks)
        {
            lines.Add("the runbook changes nothing, so there is no effect to prove");
        }

        await CollateralAsync(targets, before, verdicts, lines, cancellationToken).ConfigureAwait(false);
        return new VerificationResult(Worst(verdicts), lines, time.GetUtcNow());
    }

    /// <summary>Workloads that need one of the given ones.</summary>
    public IEnumerable<EntityId> Dependants(IEnumerable<EntityId> targets)
    {
        var changed = targets.Select(target => target.Workload).ToHashSet(StringComparer.Ordinal);
        return catalogue.Services.Where(service => service.DependsOn.Any(changed.Contains) && !changed.Contains(service.Workload)).Select(service => new EntityId(service.Workload));
    }

    // One target that is not repaired is not made good by another that is.
    private static Verdict Worst(List<Verdict> verdicts)
    {
        Verdict[] order = [Verdict.Harmed, Verdict.NoEffect, Verdict.Inconclusive, Verdict.RecoveredAnyway];
        return verdicts.Count == 0 ? Verdict.Inconclusive : order.Where(verdicts.Contains).Append(Verdict.Fixed).First();
    }

    private async Task<(Verdict Verdict, IReadOnlyList<string> Arithmetic)> ProbeAsync(VerifyRule rule, EntityId target, DateTimeOffset done, bool? before, CancellationToken cancellationToken)
    {
        var judge = new ProbeJudge(rule, done, before);
        while (true)
        {
            var answers = await signals.ProbeAsync(target, cancellationToken).ConfigureAwait(false);
            var now = time.GetUtcNow();
            if (judge.Observe(now, answers) is { } verdict)
            {
                return (verdict, judge.Arithmetic(target.ToString(), now));
            }

            await Task.Delay(Poll, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<(Verdict Verdict, string Line)> SignalsAsync(VerifyRule rule, string workload, IReadOnlyCollection<string> members, DateTimeOffset done, CancellationToken cancellationToken)
    {
        while (true)
        {
            var timeIsUp = time.GetUtcNow() >= done + rule.Settle + rule.Window;
            if (await incident(cancellationToken).ConfigureAwait(false) is not { } now)
            {
                return (Verdict.Inconclusive, $"{workload}: the incident is not there any more");
            }

            if (SignalJudge.Judge(now, workload, members, done, rule.Window, time.GetUtcNow(), timeIsUp) is { } verdict)
            {
                return verdict;
            }

            await Task.Delay(Poll * 2, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task MetricsAsync(Runbook runbook, Run run, EntityId target, DateTimeOffset done, List<VerifyCheck> metrics, List<Verdict> verdicts, List<string> lines, CancellationToken cancellationToken)
    {
        var (from, to) = (done + runbook.Verify.Settle, done + runbook.Verify.Settle + runbook.Verify.Window);
        foreach (var check in metrics)
        {
            var after = await MetricValue.WindowAsync(signals, target, check.Metric, from, to, cancellationToken).ConfigureAwait(false);
            var peers = runbook.Verify.Controls is null ? [] : await PeersAsync(runbook, run, target, check, from, to, cancellationToken).ConfigureAwait(false);
            var (verdict, line) = MetricJudge.Must(check, Before(run, target, check), after, peers, runbook.Verify.MinControls);
            verdicts.Add(verdict);
            lines.Add($"{target} {line}");
        }

        foreach (var check in runbook.Verify.MustNot)
        {
            var after = await MetricValue.WindowAsync(signals, target, check.Metric, from, to, cancellationToken).ConfigureAwait(false);
            var (harmed, line) = MetricJudge.MustNot(check, Before(run, target, check), after);
            lines.Add($"{target} {line}");
            if (harmed)
            {
                verdicts.Add(Verdict.Harmed);
            }
        }
    }

    private static double? Before(Run run, EntityId target, VerifyCheck check) =>
        run.Plan is { } plan && plan.Before.TryGetValue($"{target} {check.Metric}", out var value) ? value : null;

    private async Task<IReadOnlyList<(double Before, double After)>> PeersAsync(Runbook runbook, Run run, EntityId target, VerifyCheck check, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var peers = new List<(double, double)>();
        if (catalogue.Find(target.Workload) is not { } service)
        {
            return peers;
        }

        foreach (var member in service.Members.Where(member => !run.Plan!.Targets.Contains(new EntityId(service.Workload, member.Name).ToString(), StringComparer.Ordinal)))
        {
            var entity = new EntityId(service.Workload, member.Name);
            var facts = Planning.IncidentPicture.OfService(entity, service).With("member", member.Name).WithAll("attributes.", service.Attributes).WithAll("attributes.", member.Attributes);
            if (!runbook.Verify.Controls!.Holds(facts))
            {
                continue;
            }

            var before = await MetricValue.WindowAsync(signals, entity, check.Metric, run.PlannedAt - runbook.Verify.Window, run.PlannedAt, cancellationToken).ConfigureAwait(false);
            var after = await MetricValue.WindowAsync(signals, entity, check.Metric, from, to, cancellationToken).ConfigureAwait(false);
            if (before.Count > 0 && after.Count > 0)
            {
                peers.Add((MetricValue.Median(before), MetricValue.Median(after)));
            }
        }

        return peers;
    }

    private async Task CollateralAsync(List<EntityId> targets, IReadOnlyDictionary<string, bool?> before, List<Verdict> verdicts, List<string> lines, CancellationToken cancellationToken)
    {
        foreach (var dependant in Dependants(targets))
        {
            if (before.GetValueOrDefault(dependant.ToString()) == true && await signals.ProbeAsync(dependant, cancellationToken).ConfigureAwait(false) == false)
            {
                verdicts.Add(Verdict.Harmed);
                lines.Add($"{dependant} answered before the run and fails after it");
            }
        }
    }
}
