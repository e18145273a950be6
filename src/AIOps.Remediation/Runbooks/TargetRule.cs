using AIOps.Remediation.Expressions;

namespace AIOps.Remediation.Runbooks;

/// <summary>On which members of the culprit a runbook may act; the selector narrows, it never widens.</summary>
/// <param name="Selector">Condition over a member's facts.</param>
/// <param name="MaxTargets">Most members at once.</param>
/// <param name="MaxShare">Greatest share of the service's members, 0 to 1.</param>
/// <param name="Workload">True when it acts on the service as a whole.</param>
public sealed record TargetRule(Expression Selector, int MaxTargets, double MaxShare, bool Workload);
