using System.Globalization;
using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Runs;

namespace AIOps.Server.Web.Pages;

/// <summary>Times, numbers and states in words, each state with a sign of its own, so that colour is never the only carrier.</summary>
internal static class Words
{
    public static string Lasting(TimeSpan time) => time switch
    {
        { TotalSeconds: < 0 } => "0 s",
        { TotalSeconds: < 90 } => $"{time.TotalSeconds:F0} s",
        { TotalMinutes: < 90 } => $"{time.TotalMinutes:F0} min",
        { TotalHours: < 48 } => $"{(int)time.TotalHours} h {time.Minutes} min",
        _ => $"{(int)time.TotalDays} d {time.Hours} h",
    };

    public static string Clock(DateTimeOffset at, DateTimeOffset now)
    {
        var utc = at.ToUniversalTime();
        return utc.Date == now.UtcDateTime.Date ? utc.ToString("HH:mm:ss", CultureInfo.InvariantCulture) : utc.ToString("d MMM HH:mm:ss", CultureInfo.InvariantCulture);
    }

    /// <summary>A moment that the page keeps up to date: "4 min".</summary>
    public static Html Since(DateTimeOffset at, DateTimeOffset now) =>
        Html.Of($"""<time class="since" datetime="{at.UtcDateTime:O}" title="{at.UtcDateTime:u}">{Lasting(now - at)}</time>""");

    public static Html At(DateTimeOffset at, DateTimeOffset now) =>
        Html.Of($"""<time datetime="{at.UtcDateTime:O}" title="{at.UtcDateTime:u}">{Clock(at, now)}</time>""");

    public static string Number(double? value) => value switch
    {
        null => "–",
        var v when !double.IsFinite(v.Value) => "–",
        var v when v.Value == 0 => "0",
        var v when Math.Abs(v.Value) is >= 1e15 or < 1e-9 => v.Value.ToString("0.##E+0", CultureInfo.InvariantCulture),
        var v when Math.Abs(v.Value) is >= 1e6 or < 1e-3 => Prefixed(v.Value),
        var v when Math.Abs(v.Value) >= 100 => v.Value.ToString("N0", CultureInfo.InvariantCulture),
        var v => v.Value.ToString("0.###", CultureInfo.InvariantCulture),
    };

    // 27 M, 3.4 µ: powers of a thousand by their prefix
    private static string Prefixed(double value)
    {
        var (size, prefix) = Math.Abs(value) switch
        {
            >= 1e12 => (1e12, "T"),
            >= 1e9 => (1e9, "G"),
            >= 1e6 => (1e6, "M"),
            >= 1e-6 => (1e-6, "µ"),
            _ => (1e-9, "n"),
        };
        return $"{(value / size).ToString("0.##", CultureInfo.InvariantCulture)} {prefix}";
    }

    /// <summary>A unit as people write it: a plain number has none.</summary>
    public static string Unit(string unit) => unit switch { "1" => "", "By" => "bytes", _ => unit.Trim('{', '}') };

    public static Html Chip(IncidentState state) => state switch
    {
        IncidentState.Candidate => Chip("◌", "candidate", "quiet"),
        IncidentState.Open => Chip("▲", "open", "alarm"),
        IncidentState.Acknowledged => Chip("◆", "acknowledged", "warn"),
        IncidentState.Mitigating => Chip("⚙", "repairing", "busy"),
        IncidentState.Monitoring => Chip("◔", "watching recovery", "busy"),
        IncidentState.Resolved => Chip("✔", "resolved", "good"),
        IncidentState.Closed => Chip("✔", "closed", "quiet"),
        IncidentState.Suppressed => Chip("‖", "suppressed by maintenance", "quiet"),
        IncidentState.Merged => Chip("⇥", "merged", "quiet"),
        _ => Chip("✕", "cancelled", "quiet"),
    };

    public static Html Chip(RunState state) => state switch
    {
        RunState.Planned => Chip("◌", "planned", "quiet"),
        RunState.AwaitingApproval => Chip("?", "waits for approval", "warn"),
        RunState.Queued => Chip("…", "queued", "busy"),
        RunState.Running => Chip("⚙", "running", "busy"),
        RunState.Verifying => Chip("◔", "verifying", "busy"),
        RunState.Succeeded => Chip("✔", "succeeded", "good"),
        RunState.Ineffective => Chip("≈", "had no effect", "warn"),
        RunState.Harmed => Chip("▲", "did harm", "alarm"),
        RunState.Failed => Chip("✕", "failed", "alarm"),
        RunState.TimedOut => Chip("✕", "timed out", "alarm"),
        RunState.RolledBack => Chip("↶", "rolled back", "warn"),
        RunState.Cancelled => Chip("✕", "cancelled", "quiet"),
        RunState.Rejected => Chip("✕", "rejected", "quiet"),
        RunState.Expired => Chip("✕", "expired", "quiet"),
        _ => Chip("–", "skipped", "quiet"),
    };

    public static Html Chip(StepState state) => state switch
    {
        StepState.Pending => Chip("◌", "to do", "quiet"),
        StepState.Dispatched => Chip("⚙", "running", "busy"),
        StepState.Succeeded => Chip("✔", "done", "good"),
        StepState.Undoing => Chip("↶", "being undone", "busy"),
        StepState.Undone => Chip("↶", "undone", "warn"),
        StepState.Skipped => Chip("–", "skipped", "quiet"),
        StepState.TimedOut => Chip("✕", "timed out", "alarm"),
        StepState.Unknown => Chip("?", "outcome unknown", "alarm"),
        _ => Chip("✕", "failed", "alarm"),
    };

    public static Html Chip(Priority priority, Severity severity) =>
        Chip(priority == Priority.P1 ? "▲▲" : priority <= Priority.P3 ? "▲" : "▽", $"{priority} {severity.ToString().ToLowerInvariant()}", priority switch { Priority.P1 => "alarm", Priority.P2 => "warn", _ => "quiet" });

    public static Html Chip(string sign, string word, string tone) => Html.Of($"""<span class="chip {tone}"><span aria-hidden="true">{sign}</span> {word}</span>""");

    public static string Source(AnchorSource source) => source switch { AnchorSource.Measured => "measured", AnchorSource.Inferred => "inferred from the curve", _ => "set by a person" };
}
