using AIOps.Contracts.Incidents;
using AIOps.Contracts.Runs;
using AIOps.Contracts.Storage;
using AIOps.Incidents.Similarity;

namespace AIOps.Server.Web.Api;

/// <summary>Looks up past incidents like one, and what resolved them. Reads a bounded number: the latest of the service and the latest of all.</summary>
internal static class IncidentMemory
{
    public const int Most = 20;
    private const int OfService = 200;
    private const int OfAll = 300;
    private const int MaxRuns = 5;
    private const int MaxNotes = 2;

    private static readonly IReadOnlyList<string> Shown = Stored.Names(Enum.GetValues<IncidentState>().Except([IncidentState.Candidate, IncidentState.Cancelled, IncidentState.Merged]));

    public static async Task<IReadOnlyList<SimilarIncidentView>> FindAsync(IOperationalStore store, Incident incident, int most, CancellationToken cancellationToken)
    {
        var own = await store.QueryAsync(new DocumentQuery(DocumentKind.Incident) { States = Shown, Key = incident.Service, Limit = OfService }, cancellationToken);
        var all = await store.QueryAsync(new DocumentQuery(DocumentKind.Incident) { States = Shown, Limit = OfAll }, cancellationToken);
        var past = own.Concat(all).DistinctBy(document => document.Id).Select(Stored.Incident);
        var views = new List<SimilarIncidentView>();
        foreach (var found in SimilarIncidents.Find(incident, past, most))
        {
            var runs = new List<Run>();
            foreach (var id in found.Incident.RunIds.TakeLast(MaxRuns))
            {
                if (await store.FindRunAsync(id, cancellationToken) is { } run)
                {
                    runs.Add(run);
                }
            }

            views.Add(View(found, runs));
        }

        return views;
    }

    private static SimilarIncidentView View(SimilarIncident found, IReadOnlyList<Run> runs)
    {
        var past = found.Incident;
        var (detected, restored) = (past.Anchors.Detected?.At, past.Anchors.Mitigated?.At ?? past.Anchors.Resolved?.At);
        return new SimilarIncidentView
        {
            Id = past.Id,
            State = past.State,
            Title = past.Title,
            Service = past.Service,
            Culprit = past.RootCause?.Culprit,
            Similarity = found.Similarity,
            Shared = found.Shared,
            DetectedAt = detected,
            RestoredAfterSeconds = restored - detected is { } time ? Math.Round(Math.Max(0, time.TotalSeconds), 1) : null,
            Mode = past.Mode,
            Resolution = Resolution(past, runs),
            Runs = [.. runs.Select(run => new SimilarIncidentRun(run.Id, run.RunbookId, run.RunbookVersion, run.State, run.Verification?.Verdict))],
            Notes = [.. past.Timeline.Where(entry => entry.Kind == "note" && entry.Actor != "aiops").TakeLast(MaxNotes).Select(entry => $"{entry.Text} ({entry.Actor})")],
        };
    }

    private static string Resolution(Incident past, IReadOnlyList<Run> runs)
    {
        if (past.State is not (IncidentState.Resolved or IncidentState.Closed))
        {
            return "it is not over yet";
        }

        if (runs.LastOrDefault(run => run.Verification?.Verdict == Verdict.Fixed) is { } fix)
        {
            return $"{fix.RunbookId} {fix.RunbookVersion} fixed it";
        }

        var end = past.Timeline.LastOrDefault(entry => entry.Kind == "state" && entry.Text.Contains("→ Resolved", StringComparison.Ordinal));
        var tried = runs.Count > 0 ? $"; {string.Join(", ", runs.Select(run => run.RunbookId).Distinct(StringComparer.Ordinal))} did not settle it" : "";
        return end is null ? $"nobody wrote down how it ended{tried}"
            : end.Actor == "aiops" ? $"it went away by itself or by hand{tried}"
            : $"{end.Actor}: {end.Text[(end.Text.IndexOf(": ", StringComparison.Ordinal) + 2)..]}{tried}";
    }
}
