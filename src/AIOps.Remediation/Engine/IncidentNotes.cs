using AIOps.Contracts.Events;
using AIOps.Contracts.Incidents;
using AIOps.Contracts.Runs;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;

namespace AIOps.Remediation.Engine;

/// <summary>What remediation asks of an incident. Commands are events: the correlator stays the single writer of incidents.</summary>
internal static class IncidentNotes
{
    public static NewEvent Command(Run run, IncidentAction action, string note, DateTimeOffset at, DateTimeOffset? moment = null)
    {
        var command = new IncidentCommand(run.IncidentId, action, $"runbook:{run.RunbookId}@{run.RunbookVersion}", at)
        {
            Note = note,
            RunId = run.Id,
            Moment = moment,
            Assisted = run.Approval is { Approved: true },
        };

        // The key makes a commit that is repeated after a crash say it once.
        return new NewEvent($"incident/{run.IncidentId}", EventTypes.IncidentCommanded, AIOpsJson.Write(command), action == IncidentAction.Note ? null : $"{run.Id}/{action}");
    }

    public static AuditEntry Audit(Run run, string action, object detail) =>
        new($"runbook:{run.RunbookId}@{run.RunbookVersion}", action, run.Id, AIOpsJson.Write(detail));
}
