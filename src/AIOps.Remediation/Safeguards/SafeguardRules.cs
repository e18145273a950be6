using System.Globalization;
using AIOps.Contracts.Runs;
using AIOps.Remediation.Expressions;
using AIOps.Remediation.Planning;
using AIOps.Remediation.Runbooks;

namespace AIOps.Remediation.Safeguards;

/// <summary>The safeguards that refuse a run; pure, and the same for every node because they look at stored state only.</summary>
public static class SafeguardRules
{
    /// <summary>The first rule that refuses a run now, or null.</summary>
    public static Refusal? Check(Runbook runbook, PreparedRun prepared, IncidentPicture picture, SafeguardState state, RemediationOptions options)
    {
        ArgumentNullException.ThrowIfNull(runbook);
        ArgumentNullException.ThrowIfNull(prepared);
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(options);
        var workload = picture.Culprit.Workload;
        return Stopped(runbook, workload, state)
            ?? SelfProtection.Check(prepared, state.Self)
            ?? Window(runbook, workload, state)
            ?? AlreadyDone(prepared, state)
            ?? Cooldown(runbook, prepared, state)
            ?? Budget(runbook, state, options)
            ?? Blast(workload, picture, state, options);
    }

    /// <summary>What is asked again before each step: kill switches and the clock.</summary>
    public static Refusal? Stopped(Runbook runbook, string workload, SafeguardState state)
    {
        ArgumentNullException.ThrowIfNull(runbook);
        ArgumentNullException.ThrowIfNull(state);
        if (state.KillSwitches.FirstOrDefault(pulled => pulled.Stops(runbook.Id, workload)) is { } pulled)
        {
            return new Refusal("kill-switch", $"{pulled.By} stopped {pulled.Scope} at {Clock(pulled.At)}: {pulled.Reason}", Passing: true);
        }

        return state.ClockProblem is null ? null : new Refusal("clock", state.ClockProblem, Passing: true);
    }

    /// <summary>Whether a runbook's window is open.</summary>
    public static Refusal? Window(Runbook runbook, string workload, SafeguardState state)
    {
        ArgumentNullException.ThrowIfNull(runbook);
        ArgumentNullException.ThrowIfNull(state);
        var freeze = state.Freezes.FirstOrDefault(set => set.Covers(workload, state.Now));
        var facts = IncidentPicture.OfService(new Contracts.Telemetry.EntityId(workload), state.Catalogue.Find(workload))
            .With("freeze", freeze is not null)
            .With("hour", state.Now.Hour + (state.Now.Minute / 60.0))
            .With("weekday", state.Now.DayOfWeek.ToString().ToLowerInvariant());
        return runbook.Risk.Window.Holds(facts)
            ? null
            : new Refusal("window", freeze is null ? $"now is outside of the runbook's window '{runbook.Risk.Window}'" : $"{freeze.By} froze {freeze.Workload} until {Clock(freeze.To)}: {freeze.Reason}", Passing: true);
    }

    private static Refusal? AlreadyDone(PreparedRun prepared, SafeguardState state) =>
        state.Ledger.Entries.FirstOrDefault(entry => entry.DedupKey == prepared.DedupKey) is { } earlier
            ? new Refusal("already-ran", $"{earlier.RunId} ran this runbook on {string.Join(", ", earlier.Targets)} for the same fault at {Clock(earlier.At)}; it is not repeated", Passing: false)
            : null;

    private static Refusal? Cooldown(Runbook runbook, PreparedRun prepared, SafeguardState state)
    {
        var rest = runbook.Limits.CooldownPerTarget;
        var last = state.Ledger.On(runbook.Id, [.. prepared.Plan.Targets], state.Now - rest).MaxBy(entry => entry.At);
        return last is null
            ? null
            : new Refusal("cooldown", $"{last.RunId} acted on {string.Join(", ", last.Targets)} at {Clock(last.At)}; the next run may be at {Clock(last.At + rest)} ({MapReader.Show(rest)} cool-down)", Passing: true);
    }

    private static Refusal? Budget(Runbook runbook, SafeguardState state, RemediationOptions options)
    {
        int Since(TimeSpan span, Func<Dispatch, bool> counts) => state.Ledger.Entries.Count(entry => entry.At > state.Now - span && counts(entry));
        bool Own(Dispatch entry) => entry.RunbookId == runbook.Id;
        var (hour, day, all) = (Since(TimeSpan.FromHours(1), Own), Since(TimeSpan.FromDays(1), Own), Since(TimeSpan.FromHours(1), _ => true));
        return (hour >= runbook.Limits.RunsPerHour, day >= runbook.Limits.RunsPerDay, all >= options.MaxRunsPerHour) switch
        {
            (true, _, _) => new Refusal("budget", $"{runbook.Id} ran {hour} times in the last hour, {runbook.Limits.RunsPerHour} are allowed; a human must look", Passing: true),
            (_, true, _) => new Refusal("budget", $"{runbook.Id} ran {day} times in the last day, {runbook.Limits.RunsPerDay} are allowed; a human must look", Passing: true),
            (_, _, true) => new Refusal("global-budget", $"all runbooks together ran {all} times in the last hour, {options.MaxRunsPerHour} are allowed", Passing: true),
            _ => null,
        };
    }

    private static Refusal? Blast(string workload, IncidentPicture picture, SafeguardState state, RemediationOptions options)
    {
        var active = state.Ledger.Active.ToList();
        if (active.FirstOrDefault(entry => entry.Workload == workload) is { } same)
        {
            return new Refusal("busy", $"{same.RunId} is at work on {workload}", Passing: true);
        }

        if (active.Count >= options.MaxActiveRuns)
        {
            return new Refusal("blast-budget", $"{active.Count} runs are at work ({string.Join(", ", active.Select(entry => entry.RunId))}), {options.MaxActiveRuns} are allowed at once", Passing: true);
        }

        if (picture.Service?.Tier == 1 && active.Count(entry => entry.Tier == 1) >= options.MaxActiveTierOneRuns)
        {
            return new Refusal("blast-budget", $"{active.First(entry => entry.Tier == 1).RunId} is changing a tier-1 service; {options.MaxActiveTierOneRuns} at once are allowed", Passing: true);
        }

        var needed = Dependencies(workload, state);
        return active.FirstOrDefault(entry => needed.Contains(entry.Workload)) is { } below
            ? new Refusal("dependency-healing", $"{below.RunId} is repairing {below.Workload}, which {workload} depends on; its effect is awaited first", Passing: true)
            : null;
    }

    private static HashSet<string> Dependencies(string workload, SafeguardState state)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([workload]);
        while (open.TryPop(out var next))
        {
            foreach (var needed in state.Catalogue.Find(next)?.DependsOn ?? [])
            {
                if (found.Add(needed))
                {
                    open.Push(needed);
                }
            }
        }

        found.Remove(workload);
        return found;
    }

    private static string Clock(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
