using AIOps.Contracts.Events;
using AIOps.Remediation.Expressions;

namespace AIOps.Remediation.Runbooks;

/// <summary>When a runbook applies to an incident.</summary>
/// <param name="Match">Condition over the incident's facts.</param>
/// <param name="MinConfidence">Least probability that the culprit is right, 0 to 1.</param>
/// <param name="Severities">Severities it reacts to.</param>
public sealed record RunbookTrigger(Expression Match, double MinConfidence, IReadOnlyList<Severity> Severities);
