using AIOps.Contracts.Runs;
using AIOps.Remediation.Planning;

namespace AIOps.Server.Respond;

/// <summary>A dry run: what would be done, or why nothing would.</summary>
/// <param name="Runbook">Runbook and version.</param>
/// <param name="Incident">For what.</param>
/// <param name="Plan">What would be done; null when there can be no plan.</param>
/// <param name="Steps">The steps in words.</param>
/// <param name="Refusal">Why it would not be done now, or null.</param>
internal sealed record PlanView(string Runbook, string Incident, RunPlan? Plan, IReadOnlyList<string> Steps, string? Refusal)
{
    public static PlanView Of(string runbook, string incident, PreparedRun? prepared, IReadOnlyList<string> steps, Refusal? refusal) =>
        new(runbook, incident, prepared?.Plan, steps, refusal?.ToString());
}
