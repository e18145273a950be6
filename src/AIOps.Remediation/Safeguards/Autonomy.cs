using AIOps.Contracts.Runs;
using AIOps.Remediation.Planning;
using AIOps.Remediation.Runbooks;

namespace AIOps.Remediation.Safeguards;

/// <summary>How much a runbook may do by itself here and now: the least of everything that has a say.</summary>
public static class Autonomy
{
    private static readonly RunState[] Bad = [RunState.Ineffective, RunState.Harmed, RunState.Failed, RunState.TimedOut, RunState.RolledBack];

    /// <summary>The level and the sentence that explains it.</summary>
    public static (TrustLevel Level, string Why) Of(Runbook runbook, IncidentPicture picture, SafeguardState state)
    {
        ArgumentNullException.ThrowIfNull(runbook);
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(state);
        var level = runbook.MaxAutonomy;
        var why = $"the runbook's maximum is {Name(level)}";
        void Lower(TrustLevel to, string reason)
        {
            if (to < level)
            {
                (level, why) = (to, reason);
            }
        }

        if (picture.Service is { } service && runbook.AutonomyByEnvironment.TryGetValue(service.Environment, out var here))
        {
            Lower(here, $"the runbook's maximum in {service.Environment} is {Name(here)}");
        }

        Lower(state.Trust.Granted, $"{state.Trust.Id} is granted {Name(state.Trust.Granted)}{(state.Trust.Changes.Count == 0 ? " (nobody granted more)" : $" by {state.Trust.Changes[^1].By}: {state.Trust.Changes[^1].Reason}")}");
        if (!picture.Incident.Trusted)
        {
            Lower(TrustLevel.Approve, "a signal of the incident came without authentication");
        }

        if (Breaker(runbook, state) is { } open)
        {
            Lower(TrustLevel.Approve, open);
        }

        if (state.Blind is { } blind)
        {
            Lower(TrustLevel.Suggest, $"we are blind: {blind}");
        }

        return (level, why);
    }

    /// <summary>Why the outcome breaker is open, or null: two bad outcomes in a row within a day, or harm.</summary>
    public static string? Breaker(Runbook runbook, SafeguardState state)
    {
        ArgumentNullException.ThrowIfNull(runbook);
        ArgumentNullException.ThrowIfNull(state);
        var last = state.Ledger.Entries.Where(entry => entry.RunbookId == runbook.Id && entry.EndedAt >= state.Now - TimeSpan.FromDays(1)).OrderBy(entry => entry.EndedAt).TakeLast(2).ToList();
        if (last.Count > 0 && last[^1].Outcome == RunState.Harmed)
        {
            return $"the outcome breaker is open: {last[^1].RunId} did harm; a run needs an approval until one helps";
        }

        return last.Count == 2 && last.TrueForAll(entry => Bad.Contains(entry.Outcome!.Value))
            ? $"the outcome breaker is open: {last[0].RunId} ended {Name(last[0].Outcome!.Value)} and {last[1].RunId} {Name(last[1].Outcome!.Value)}; a run needs an approval until one helps"
            : null;
    }

    private static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
