using AIOps.Contracts.Incidents;
using AIOps.Contracts.Runs;

namespace AIOps.Server.Web.Pages;

/// <summary>What an incident wants from the person who looks at it.</summary>
/// <param name="Kind">Which buttons belong to it.</param>
/// <param name="Text">In one sentence.</param>
/// <param name="Run">The run that waits for a word, or null.</param>
internal sealed record Ask(AskKind Kind, string Text, Run? Run = null)
{
    public static Ask Of(Incident incident, IReadOnlyList<Run> runs, DateTimeOffset now)
    {
        var waiting = runs.FirstOrDefault(run => run.State == RunState.AwaitingApproval);
        if (waiting is not null)
        {
            return new Ask(AskKind.Approve, $"Approve or reject: {waiting.Plan?.Summary ?? waiting.RunbookId}", waiting);
        }

        var active = runs.FirstOrDefault(run => !run.IsOver);
        switch (incident.State)
        {
            case IncidentState.Open or IncidentState.Mitigating when active is not null && incident.Page.HeldUntil is { } until && until > now:
                return new Ask(AskKind.Nothing, $"Nothing yet: {active.RunbookId} is at work. If it does not help, the page goes out at {Words.Clock(until, now)}.", active);
            case IncidentState.Mitigating when active is not null:
                return new Ask(AskKind.Nothing, $"Nothing yet: {active.RunbookId} is at work.", active);
            case IncidentState.Open when runs.FirstOrDefault(run => run.State is RunState.Failed or RunState.TimedOut or RunState.Harmed or RunState.Ineffective or RunState.RolledBack) is { } failed:
                return new Ask(AskKind.Take, $"Take it: {failed.RunbookId} {Outcome(failed.State)}{(failed.Reason is { Length: > 0 } why ? $" ({why})" : "")}.");
            case IncidentState.Open when active is not null:
                return new Ask(AskKind.Take, $"{active.RunbookId} is about to act; acknowledge when you take it over.", active);
            case IncidentState.Open:
                return new Ask(AskKind.Take, "Acknowledge it: nobody has it yet, and nothing is being done by itself.");
            case IncidentState.Acknowledged or IncidentState.Mitigating:
                return new Ask(AskKind.Finish, incident.Owner is { } owner ? $"{owner} has it." : "Somebody has it.");
            case IncidentState.Monitoring:
                return new Ask(AskKind.Nothing, "Nothing: every signal is back, and it is resolved when they stay so.");
            case IncidentState.Resolved:
                return new Ask(AskKind.File, "Close it when the cause is known, or reopen it when it is back.");
            default:
                return new Ask(AskKind.Nothing, "Nothing.");
        }
    }

    private static string Outcome(RunState state) => state switch
    {
        RunState.Ineffective => "had no effect",
        RunState.Harmed => "did harm and was stopped",
        RunState.TimedOut => "ran out of time",
        RunState.RolledBack => "failed and was undone",
        _ => "failed",
    };
}
