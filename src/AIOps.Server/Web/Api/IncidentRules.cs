using AIOps.Contracts.Incidents;

namespace AIOps.Server.Web.Api;

/// <summary>
/// Answers at once what the correlator would refuse anyway (definitions.md, incident lifecycle), so that a person reads why instead of waiting.
/// The correlator decides; what is not refused here may still be refused there.
/// </summary>
internal static class IncidentRules
{
    public static string? Refusal(Incident incident, IncidentCommand command)
    {
        var state = incident.State;
        var open = state is IncidentState.Candidate or IncidentState.Open or IncidentState.Acknowledged or IncidentState.Mitigating or IncidentState.Monitoring or IncidentState.Suppressed;
        return command.Action switch
        {
            IncidentAction.Note or IncidentAction.CorrectImpactStart => null,
            _ when state == IncidentState.Merged => $"{incident.Id} was merged into {incident.MergedInto}; act on that one.",
            IncidentAction.Acknowledge when incident.Owner is { } owner && state == IncidentState.Acknowledged => $"{incident.Id} was acknowledged already, by {owner}.",
            IncidentAction.Acknowledge or IncidentAction.Resolve or IncidentAction.Cancel or IncidentAction.Merge or IncidentAction.Split or IncidentAction.OverridePriority when !open =>
                $"{incident.Id} is {Word(state)}: {Word(command.Action)} applies to an open incident; reopen it first.",
            IncidentAction.Close when state != IncidentState.Resolved => $"{incident.Id} is {Word(state)}: only a resolved incident can be closed.",
            IncidentAction.Reopen when state != IncidentState.Resolved => $"{incident.Id} is {Word(state)}: only a resolved incident can be reopened.",
            _ => null,
        };
    }

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
