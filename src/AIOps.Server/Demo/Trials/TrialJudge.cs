using AIOps.Contracts.Incidents;
using AIOps.Contracts.Runs;
using AIOps.Contracts.Telemetry;

namespace AIOps.Server.Demo.Trials;

/// <summary>Judges a trial by what the service recorded and what was measured from outside. Pure.</summary>
internal static class TrialJudge
{
    /// <summary>The verdict on a trial.</summary>
    /// <param name="plan">What was broken, and what should have happened.</param>
    /// <param name="injectedAt">When.</param>
    /// <param name="incidents">Incidents that were shown since.</param>
    /// <param name="runs">Runs that were planned since.</param>
    /// <param name="servedAgainAt">From when on all requests were served; null when they are not.</param>
    public static TrialResult Judge(TrialPlan plan, DateTimeOffset injectedAt, IReadOnlyList<Incident> incidents, IReadOnlyList<Run> runs, DateTimeOffset? servedAgainAt)
    {
        var shown = incidents.Where(incident => incident.State is not (IncidentState.Candidate or IncidentState.Cancelled)).ToList();
        var named = shown.SelectMany(incident => Rankings(incident, injectedAt)).Where(entry => entry.Ranking.Culprit is not null).OrderBy(entry => entry.Ranking.At).FirstOrDefault();
        var main = Last(named.Incident ?? shown.OrderBy(incident => incident.Anchors.Detected?.At ?? incident.UpdatedAt).FirstOrDefault(), incidents);
        var acted = runs.Where(run => run.StartedAt is not null).ToList();
        var wrong = acted.Where(run => !IsRight(plan, run)).ToList();
        var problems = new List<string>();
        if (!plan.IsLeftAlone)
        {
            problems.AddRange(Naming(plan, main, shown, injectedAt));
        }

        problems.AddRange(wrong.Select(run => $"{run.RunbookId} acted on {string.Join(", ", run.Plan?.Targets ?? [run.Service])}"));
        foreach (var part in plan.Parts.Where(part => !IsRepaired(part, acted)))
        {
            var own = plan.Parts.Count > 1 ? $" on {part.Member}" : "";
            problems.Add(!acted.Exists(run => IsRight(part, run)) ? $"no run acted{own}{Refusals(runs)}" : $"the run{own} is {string.Join(", ", acted.Where(run => IsRight(part, run)).Select(run => run.State))}");
        }

        if (servedAgainAt is null)
        {
            problems.Add("requests are not served again");
        }

        if (main is { State: not (IncidentState.Resolved or IncidentState.Closed) } && !plan.IsLeftAlone)
        {
            problems.Add($"{main.Id} is {main.State}");
        }

        var anchors = main?.Anchors;
        if (anchors?.Reopened.LastOrDefault(again => again.At >= injectedAt) is { } again)
        {
            anchors = anchors with { Detected = again, ImpactStarted = null };
        }

        return new TrialResult
        {
            Fault = plan.Name,
            Member = plan.Members,
            Incident = main?.Id ?? "",
            FirstCulprit = named.Ranking?.Culprit ?? "",
            Runs = [.. acted.Select(run => $"{run.RunbookId} on {string.Join(", ", run.Plan?.Targets ?? [])}: {run.State}{(run.Verification is { } found ? $" ({found.Verdict})" : "")}")],
            WrongActions = wrong.Count,
            DetectedAfter = anchors?.Detected?.At - injectedAt,
            ServedAfter = servedAgainAt - injectedAt,
            TimeToDetect = anchors?.Detected?.At - anchors?.ImpactStarted?.At,
            TimeToRestore = anchors?.Mitigated?.At - anchors?.Detected?.At,
            PagedNobody = !shown.Exists(incident => incident.Timeline.Any(entry => entry.Kind == "page" && entry.Text.StartsWith("paged", StringComparison.OrdinalIgnoreCase))),
            IsLeftAlone = plan.IsLeftAlone,
            Problems = problems,
        };
    }

    /// <summary>True when a right run ended well for each part that has a runbook.</summary>
    public static bool IsRepaired(TrialPlan plan, IReadOnlyList<Run> runs) => plan.Parts.All(part => IsRepaired(part, runs));

    private static bool IsRepaired(PlannedFault part, IReadOnlyList<Run> runs) =>
        part.Fault.Runbooks.Count == 0 || runs.Any(run => run is { StartedAt: not null, State: RunState.Succeeded } && IsRight(part, run));

    // what was merged lives on in another, which is to be resolved
    private static Incident? Last(Incident? incident, IReadOnlyList<Incident> incidents)
    {
        for (var hop = 0; hop < incidents.Count && incident?.MergedInto is { } into && incidents.FirstOrDefault(other => other.Id == into) is { } next; hop++)
        {
            incident = next;
        }

        return incident;
    }

    private static IEnumerable<(Incident Incident, RootCauseRanking Ranking)> Rankings(Incident incident, DateTimeOffset since) =>
        incident.EarlierRankings.Concat(incident.RootCause is { } last ? [last] : []).Where(ranking => ranking.At >= since).Select(ranking => (incident, ranking));

    /// <summary>All broken services must be named before any other is: by incidents of their own, or one after the other by one that they share.</summary>
    private static IEnumerable<string> Naming(TrialPlan plan, Incident? main, IReadOnlyList<Incident> shown, DateTimeOffset since)
    {
        if (main is null)
        {
            return ["no incident was opened"];
        }

        var first = shown.SelectMany(incident => Rankings(incident, since)).Select(entry => entry.Ranking).Where(ranking => ranking.Culprit is not null)
            .OrderBy(ranking => ranking.At).Select(ranking => EntityId.Parse(ranking.Culprit!)).DistinctBy(entity => entity.Workload).Take(plan.Parts.Count).ToList();
        if (first.Count == 0)
        {
            return ["no culprit was named"];
        }

        var wrong = plan.Parts.Any(part => part.Workload == first[0].Workload) ? [] : new[] { $"{first[0]} was named first" };
        return wrong.Length > 0 || plan.Parts.Count == 1
            ? wrong
            : plan.Parts.Where(part => !first.Exists(culprit => culprit.Workload == part.Workload)).Select(part => $"{part.Workload} was not named before others");
    }

    private static bool IsRight(TrialPlan plan, Run run) => plan.Parts.Any(part => IsRight(part, run));

    private static bool IsRight(PlannedFault plan, Run run) =>
        plan.Fault.Runbooks.Contains(run.RunbookId, StringComparer.Ordinal)
        && run.Plan is { Targets.Count: > 0 } planned
        && planned.Targets.Select(EntityId.Parse).All(target => target.Workload == plan.Workload && (target.Member is null || target.Member == plan.Member));

    private static string Refusals(IReadOnlyList<Run> runs)
    {
        var said = runs.Where(run => run.Reason is { Length: > 0 }).Select(run => $"{run.RunbookId}: {run.Reason}").Distinct(StringComparer.Ordinal).Take(3).ToList();
        return said.Count == 0 ? "" : $" ({string.Join("; ", said)})";
    }
}
