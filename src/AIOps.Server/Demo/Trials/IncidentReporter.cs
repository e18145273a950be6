using System.Globalization;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Runs;

namespace AIOps.Server.Demo.Trials;

/// <summary>Turns what changed since the last look into lines of the timeline.</summary>
internal sealed class IncidentReporter(Timeline timeline, DateTimeOffset since)
{
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);

    public void Report(IReadOnlyList<Incident> incidents, IReadOnlyList<Run> runs)
    {
        foreach (var incident in incidents.Where(incident => incident.State is not IncidentState.Candidate).OrderBy(incident => incident.Anchors.Detected?.At))
        {
            Report(incident);
        }

        foreach (var run in runs.OrderBy(run => run.PlannedAt))
        {
            Report(run);
        }

        foreach (var incident in incidents.Where(incident => incident.State is IncidentState.Resolved or IncidentState.Closed))
        {
            Once($"{incident.Id}/resolved", "resolved", Resolved(incident), incident.Anchors.Resolved?.At);
        }
    }

    private static string Resolved(Incident incident)
    {
        var anchors = incident.Anchors;
        return $"{incident.Id} by {incident.Mode.ToString().ToLowerInvariant()}; MTTD {Seconds(anchors.Detected?.At - anchors.ImpactStarted?.At)}, MTTR {Seconds(anchors.Mitigated?.At - anchors.Detected?.At)}";
    }

    private static string Seconds(TimeSpan? span) => span is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known.TotalSeconds:F1} s") : "unknown";

    private void Report(Incident incident)
    {
        var again = incident.Anchors.Reopened.LastOrDefault(reopened => reopened.At >= since)?.At;
        Once($"{incident.Id}/detected", again is null ? "detected" : "reopened", $"{incident.Id} [{incident.Priority}] {incident.Title}", again ?? incident.Anchors.Detected?.At);
        foreach (var ranking in incident.EarlierRankings.Concat(incident.RootCause is { } last ? [last] : []).Where(ranking => ranking.At >= since))
        {
            var culprit = ranking.Culprit ?? "undetermined";
            if (Once($"{incident.Id}/culprit/{culprit}", "culprit", string.Create(CultureInfo.InvariantCulture, $"{culprit} ({ranking.Confidence:P0} sure)"), ranking.At) && ranking.Suspects.Count > 0)
            {
                foreach (var term in ranking.Suspects[0].For.Take(3))
                {
                    timeline.Detail($"  for: {term.Text}");
                }

                foreach (var term in ranking.Suspects[0].Against.Take(1))
                {
                    timeline.Detail($"  against: {term.Text}");
                }
            }
        }

        if (incident.Page.Wanted)
        {
            Once($"{incident.Id}/page/{incident.Page.HeldUntil}", "page", incident.Page.HeldUntil is { } until ? $"held until {until:HH:mm:ss}: {incident.Page.Reason}" : incident.Page.Reason);
        }
    }

    private void Report(Run run)
    {
        if (run.Plan is { } plan)
        {
            Once($"{run.Id}/plan", "plan", $"{run.Id} {run.RunbookId} v{run.RunbookVersion} on {string.Join(", ", plan.Targets)} ({run.Level.ToString().ToLowerInvariant()}): {plan.Summary}", run.PlannedAt);
        }

        foreach (var step in run.Steps.Where(step => step.EndedAt is not null))
        {
            Once($"{run.Id}/{step.Id}/{step.State}", "step", $"{step.Id}: {step.State.ToString().ToLowerInvariant()}{(step.Error is { } error ? $" ({error})" : "")}: {step.Description}", step.EndedAt);
        }

        if (run.Verification is { } verification && Once($"{run.Id}/verdict", "verify", verification.Verdict.ToString(), verification.At))
        {
            foreach (var line in verification.Arithmetic.Take(4))
            {
                timeline.Detail($"  {line}");
            }
        }

        if (run.IsOver && run.State is not RunState.Succeeded)
        {
            Once($"{run.Id}/over", "failed", $"{run.Id} {run.RunbookId}: {run.State.ToString().ToLowerInvariant()}{(run.Reason is { } reason ? $": {reason}" : "")}", run.EndedAt);
        }
    }

    private bool Once(string key, string kind, string text, DateTimeOffset? at = null)
    {
        if (!_said.Add(key))
        {
            return false;
        }

        timeline.Say(kind, text, at);
        return true;
    }
}
