using AIOps.Remediation.Runbooks;

namespace AIOps.Remediation.Planning;

/// <summary>Which runbooks apply to an incident, the safest first.</summary>
public static class RunbookChoice
{
    private static readonly string[] RiskOrder = ["low", "medium", "high"];

    /// <summary>Runbooks whose trigger fits.</summary>
    public static IReadOnlyList<Runbook> Fitting(IEnumerable<Runbook> runbooks, IncidentPicture picture)
    {
        ArgumentNullException.ThrowIfNull(runbooks);
        ArgumentNullException.ThrowIfNull(picture);
        return
        [
            .. runbooks.Where(runbook => runbook.Trigger.Severities.Contains(picture.Incident.Severity)
                    && (picture.Incident.RootCause?.Confidence ?? 0) >= runbook.Trigger.MinConfidence
                    && runbook.Trigger.Match.Holds(picture.Facts))
                .OrderBy(runbook => Array.IndexOf(RiskOrder, runbook.Risk.Class))
                .ThenByDescending(runbook => runbook.Trigger.MinConfidence)
                .ThenBy(runbook => runbook.Id, StringComparer.Ordinal),
        ];
    }
}
