using AIOps.Contracts.Runs;

namespace AIOps.Remediation.Planning;

/// <summary>A plan with what it takes to carry it out.</summary>
/// <param name="Plan">What people see and approve.</param>
/// <param name="Targets">Targets with their attributes.</param>
/// <param name="Steps">Steps in order, target by target.</param>
/// <param name="DedupKey">"target : runbook hash : fault episode".</param>
/// <param name="TargetClass">The class of target that trust is kept for.</param>
public sealed record PreparedRun(RunPlan Plan, IReadOnlyList<PlanTarget> Targets, IReadOnlyList<ResolvedStep> Steps, string DedupKey, string TargetClass)
{
    /// <summary>The steps in words, in order.</summary>
    public IReadOnlyList<string> Words => [.. Steps.Select(StepWords.Describe)];
}
